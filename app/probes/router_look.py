"""What the owner's own boxes say of themselves without login. Answers no question: it helps to find the right guide.

Everything goes to the default gateway's own address, and to the box behind it where that one has a home's address too;
to nobody else, and only reads.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
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
from app.network.hops import HopMeasurement, is_supported
from app.network.resolve import resolve
from app.network.route import default_route, route_towards
from app.probes.alg.received_private import suspected_path
from app.probes.alg.side_by_side import Measurement, side_by_side
from app.probes.context import ProbeContext
from app.probes.nat_look import HOP_PORT
from app.probes.router_pages import WebMeasurement
from app.protocols.stun import binding_request

ANSWERS: Final[tuple[Question, ...]] = ()
NEEDS: Final[frozenset[str]] = frozenset()
EXPECTED_S: Final = 1.5
LIMIT_S: Final = 10.0
OUTER_TTL: Final = 2
HOMES: Final = "192.168."
NEIGHBOUR_AFTER_S: Final[tuple[float, ...]] = (0.0, 0.2, 0.8)
"""Seconds to wait before each look at the table of neighbours: who has not spoken yet is not in it."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Where a gateway can be asked."""

    host: str
    http: int = 80
    https: int = 443
    ssdp: int = 1900


async def server_of(profile: Profile) -> Endpoint | None:
    """The provider's server, where its name leads to one."""
    path = suspected_path(profile)
    known = await resolve(path.host, path.port, path.transport)
    return known.endpoints[0] if known.endpoints else None


async def find_gateway(profile: Profile) -> Doors | None:
    """The gateway on the way to the provider's server; ``None`` on this computer's own practice line."""
    server = await server_of(profile)
    route = await (route_towards(server.host) if server is not None else default_route())
    return Doors(route.gateway) if route is not None and route.gateway else None


async def find_outer(profile: Profile, gateway: str) -> Doors | None:
    """The box behind the gateway, where the way leads over a second one with a home's address.

    Carriers number their own routers from 10.0.0.0/8 and 172.16.0.0/12 too: those are nobody's to ask.
    """
    server = await server_of(profile)
    if server is None or not is_supported():
        return None
    hop = HopMeasurement(Endpoint(server.host, HOP_PORT), OUTER_TTL, binding_request())
    with suppress(OSError):  # no way out at all is told by others
        await hop.run()
    address = next((fact.address for fact in hop.facts() if fact.outcome == "passed"), None)
    return Doors(address) if address and address.startswith(HOMES) and address != gateway else None


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Ask in every way at the same time; the second box when it was found."""
    doors = await find_gateway(context.profile)
    if doors is None:
        return
    outer = asyncio.create_task(find_outer(context.profile, doors.host))
    try:
        async with aclosing(look_at(doors, context.clues())) as facts:
            async for fact in facts:
                yield fact
        behind = await outer
    finally:
        outer.cancel()
    if behind is not None:
        async with aclosing(look_at(behind, context.clues(), neighbour=False)) as facts:
            async for fact in facts:
                yield fact


async def look_at(doors: Doors, clues: Clues, *, neighbour: bool = True) -> AsyncGenerator[Fact, None]:
    """Everything that the box at *doors* tells; *neighbour*: it stands in this computer's own network."""
    async with aclosing(side_by_side(_measurements(doors, clues, neighbour=neighbour), patient=True)) as facts:
        async for fact in facts:
            yield fact


def _measurements(doors: Doors, clues: Clues, *, neighbour: bool) -> tuple[Measurement, ...]:
    near: tuple[Measurement, ...] = (HardwareMeasurement(doors.host), NamesMeasurement(clues)) if neighbour else ()
    return (
        *near,
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
