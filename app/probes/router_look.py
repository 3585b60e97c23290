"""What the owner's own gateway says of itself without login. Answers no question: it helps to find the right guide.

Everything goes to the default gateway's own address and to nobody else, and only reads.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from app.model.clues import Clues
from app.model.endpoint import Endpoint
from app.model.facts import Fact, GatewayHardware, GatewayNames, UpnpDevice
from app.model.names import Question
from app.model.profile import Profile
from app.network.gateway.description import Description, read_description
from app.network.gateway.hardware import hardware_block
from app.network.gateway.names import known_among, search_domains
from app.network.gateway.ssdp import ask_for_description
from app.network.gateway.web import fetch
from app.network.resolve import resolve
from app.network.route import default_route, route_towards
from app.probes.alg.received_private import suspected_path
from app.probes.alg.side_by_side import Measurement, side_by_side
from app.probes.context import ProbeContext
from app.probes.router_pages import WebMeasurement

ANSWERS: Final[tuple[Question, ...]] = ()
NEEDS: Final[frozenset[str]] = frozenset()
EXPECTED_S: Final = 1.5
LIMIT_S: Final = 10.0
NEIGHBOUR_AFTER_S: Final[tuple[float, ...]] = (0.0, 0.2, 0.8)
"""Seconds to wait before each look at the table of neighbours: who has not spoken yet is not in it."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Where a gateway can be asked."""

    host: str
    http: int = 80
    https: int = 443
    ssdp: int = 1900


async def find_gateway(profile: Profile) -> Doors | None:
    """The gateway on the way to the provider's server; ``None`` on this computer's own practice line."""
    path = suspected_path(profile)
    server = await resolve(path.host, path.port, path.transport)
    route = await (route_towards(server.endpoints[0].host) if server.endpoints else default_route())
    return Doors(route.gateway) if route is not None and route.gateway else None


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Ask in every way at the same time."""
    doors = await find_gateway(context.profile)
    if doors is None:
        return
    async with aclosing(look_at(doors, context.clues())) as facts:
        async for fact in facts:
            yield fact


async def look_at(doors: Doors, clues: Clues) -> AsyncGenerator[Fact, None]:
    """Everything that the gateway at *doors* tells."""
    async with aclosing(side_by_side(_measurements(doors, clues), patient=True)) as facts:
        async for fact in facts:
            yield fact


def _measurements(doors: Doors, clues: Clues) -> tuple[Measurement, ...]:
    return (
        HardwareMeasurement(doors.host),
        NamesMeasurement(clues),
        UpnpMeasurement(Endpoint(doors.host, doors.ssdp)),
        WebMeasurement(Endpoint(doors.host, doors.http), Endpoint(doors.host, doors.https), clues),
    )


@dataclass(slots=True)
class HardwareMeasurement:
    """Reads the maker's part of the gateway's hardware address from the system's table."""

    host: str
    _block: str | None = None

    def facts(self) -> Sequence[Fact]:
        """Nothing where the system does not know."""
        return (GatewayHardware(self.host, self._block),) if self._block else ()

    async def run(self) -> None:
        """Look it up, again when our other questions have made the two known to each other."""
        for wait_s in NEIGHBOUR_AFTER_S:
            await asyncio.sleep(wait_s)
            self._block = await hardware_block(self.host)
            if self._block:
                return


@dataclass(slots=True)
class NamesMeasurement:
    """Looks for a router's own name among the search domains."""

    clues: Clues
    _names: tuple[str, ...] = ()

    def facts(self) -> Sequence[Fact]:
        """Nothing where there is none."""
        return (GatewayNames(self._names),) if self._names else ()

    async def run(self) -> None:
        """Read the system's settings."""
        self._names = known_among(await search_domains(), self.clues.hosts)


@dataclass(slots=True)
class UpnpMeasurement:
    """Asks the gateway for its description."""

    door: Endpoint
    _fact: UpnpDevice | None = field(default=None)

    def facts(self) -> Sequence[Fact]:
        """The description; ``"silent"`` where UPnP is switched off."""
        return () if self._fact is None else (self._fact,)

    async def run(self) -> None:
        """Search, then read."""
        self._fact = UpnpDevice(self.door.host, "silent")
        answer = await ask_for_description(self.door)
        if answer is None:
            return
        page = await fetch(answer.door, answer.path)
        said = read_description(page.body) or Description()
        self._fact = UpnpDevice(
            self.door.host, "answered", said.maker, said.model, said.number, said.text, answer.server
        )  # fmt: skip
