"""How are our addresses translated: by whom, in how many layers, and by which rules (RFC 4787)?"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from app.model.addresses import address_kind
from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.names import Question
from app.model.profile import Profile
from app.network.addresses import own_addresses
from app.network.hops import MOST_HOPS, HopMeasurement, is_supported
from app.network.resolve import resolve
from app.probes import nat_lifetime
from app.probes.alg.received_private import suspected_path
from app.probes.alg.side_by_side import Measurement, side_by_side
from app.probes.context import ProbeContext
from app.probes.gateway_outside import OutsideQuestion
from app.probes.nat.behaviour import ROUNDS, FilterRound, HairpinRound, MappingRound
from app.probes.stun_binding import StunMeasurement
from app.probes.ticking import beating
from app.protocols.stun import binding_request

ANSWERS: Final[tuple[Question, ...]] = ("nat",)
NEEDS: Final[frozenset[str]] = frozenset()
EXPECTED_S: Final = 3.5
HOP_PORT: Final = 3478
"""So that no ALG and no server takes the packets that look for hops for a call."""


def expected_s(context: ProbeContext) -> float:
    """Seconds of this run's clock; the minutes of the lifetimes where they are wanted."""
    return EXPECTED_S + (nat_lifetime.expected_s(context) if context.lifetimes else 0.0)


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Ask the servers of the profile and the gateway, all at the same time."""
    context.progress("asking_address", 0.0, EXPECTED_S)
    server = await _server(context.profile)
    far = server is not None and address_kind(server.host) != "loopback"  # practice has no addresses of its own
    for address in own_addresses() if far else ():
        yield address
    planned: list[Measurement] = await _translation(context.profile)
    if server is not None:
        planned.append(OutsideQuestion(server.host, context.gateway))
    if server is not None and far and is_supported():
        towards = Endpoint(server.host, HOP_PORT)
        planned += [HopMeasurement(towards, ttl, binding_request()) for ttl in range(1, MOST_HOPS + 1)]
    async with aclosing(side_by_side(planned, patient=True)) as facts:
        async for fact in facts:
            yield fact
    if context.lifetimes:
        async with (
            beating(context, "keeping_quiet", nat_lifetime.expected_s(context)),
            aclosing(nat_lifetime.measure(context)) as held,
        ):
            async for fact in held:
                yield fact
    context.progress("done", 1.0, 0.0)


async def _server(profile: Profile) -> Endpoint | None:
    """The phone service's address: the way there is the way that matters."""
    path = suspected_path(profile)
    known = await resolve(path.host, path.port, path.transport)
    return known.endpoints[0] if known.endpoints else None


async def _translation(profile: Profile) -> list[Measurement]:
    """The first STUN server that has an address in full; of the others only what they see."""
    planned: list[Measurement] = [StunMeasurement(server) for server in profile.stun[1:]]
    for server in profile.stun[:1]:
        known = await resolve(server.host, server.port, "udp")
        if not known.endpoints:
            planned.append(StunMeasurement(server))
            continue
        door = known.endpoints[0]
        planned += [MappingRound(door) for _ in range(ROUNDS)]
        planned += [FilterRound(door, number, "filter_address") for number in range(1, ROUNDS + 1)]
        planned += [FilterRound(door, number, "filter_port") for number in range(1, ROUNDS + 1)]
        planned += [HairpinRound(door, number) for number in range(1, ROUNDS + 1)]
    return planned
