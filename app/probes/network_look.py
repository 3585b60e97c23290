"""The network before us: interface and gateway, the provider's name, how we are seen, what can be reached."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from app.model.addresses import address_kind
from app.model.endpoint import Endpoint
from app.model.facts import Fact, NetworkInterface, NotRun, Outcome, TcpReach
from app.model.names import Question
from app.model.profile import Profile
from app.network.resolve import Resolution, resolve
from app.network.route import default_route, local_address_towards, route_towards
from app.network.tcp import NotConnected, open_tcp
from app.probes.alg.received_private import suspected_path
from app.probes.alg.side_by_side import Measurement, side_by_side
from app.probes.context import ProbeContext
from app.probes.names_look import NamesMeasurement
from app.probes.stun_binding import StunMeasurement

ANSWERS: Final[tuple[Question, ...]] = ("internet", "dns")
NEEDS: Final[frozenset[str]] = frozenset()
EXPECTED_S: Final = 1.0
REACH_TIMEOUT_S: Final = 2.0
_WEB_PORT: Final = 443
"""Open on nearly every provider's host, and never watched by an ALG."""


@dataclass(slots=True)
class ReachMeasurement:
    """Opens one TCP connection and closes it."""

    remote: Endpoint
    _outcome: Outcome = "silent"
    _elapsed_ms: float = 0.0

    def facts(self) -> Sequence[Fact]:
        """The record."""
        return (TcpReach(str(self.remote), self._outcome, self._elapsed_ms),)

    async def run(self) -> None:
        """Connect; nothing is said."""
        clock = asyncio.get_running_loop().time
        start = clock()
        try:
            stream = await open_tcp(self.remote, timeout=REACH_TIMEOUT_S)
        except NotConnected as problem:
            self._outcome = problem.outcome
        else:
            self._outcome = "answered"
            stream.close()
        self._elapsed_ms = round((clock() - start) * 1000, 2)


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Look at the way to the provider's server; asks nobody but the provider and the servers of the profile."""
    context.progress("looking_up", 0.0, EXPECTED_S)
    path = suspected_path(context.profile)
    server = await resolve(path.host, path.port, path.transport)
    for lookup in server.lookups:
        yield lookup
    if not server.lookups:
        yield NotRun("dns", "address_given")
    context.progress("finding_route", 0.3, None)
    interface = await _interface(server)
    if interface is not None:
        yield interface
    context.progress("asking_address", 0.5, None)
    planned = (*_measurements(context.profile, server), *_names(context.profile, server, path.host))
    async with aclosing(side_by_side(planned)) as facts:
        async for fact in facts:
            yield fact
    context.progress("done", 1.0, 0.0)


async def _interface(server: Resolution) -> NetworkInterface | None:
    """The interface towards the server, which may be a VPN's while all else goes another way."""
    route = await (route_towards(server.endpoints[0].host) if server.endpoints else default_route())
    return None if route is None else NetworkInterface(route.interface, route.address, route.gateway, route.medium)


def _by_the_other_protocol(server: Resolution) -> list[Endpoint]:
    """The service's first IPv6 address where we would go by IPv4, provided that there is a way there at all."""
    first = server.endpoints[0]
    others = [one for one in server.endpoints if ":" in one.host]
    return [one for one in others[:1] if ":" not in first.host and local_address_towards(one.host)]


def _names(profile: Profile, server: Resolution, host: str) -> tuple[Measurement, ...]:
    return (NamesMeasurement(profile, host),) if server.lookups else ()


def _measurements(profile: Profile, server: Resolution) -> tuple[Measurement, ...]:
    found: list[Measurement] = [StunMeasurement(stun) for stun in profile.stun]
    if server.endpoints:
        first = server.endpoints[0]
        found.append(ReachMeasurement(first))
        if address_kind(first.host) != "loopback":  # this computer's own web server tells nothing
            found.append(ReachMeasurement(Endpoint(first.host, _WEB_PORT)))
        found += [ReachMeasurement(other) for other in _by_the_other_protocol(server)]
    return tuple(found)
