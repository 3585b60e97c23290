"""How long does the router keep a way in open? All silences at the same time, beside everything else that waits."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, MappingHeld
from app.model.facts_of_networks import Traffic
from app.model.names import Question
from app.model.profile import Profile
from app.network.resolve import resolve
from app.probes.alg.paths import Path
from app.probes.alg.side_by_side import side_by_side
from app.probes.context import ProbeContext
from app.probes.nat.lifetime import QUIET_S, Silence
from app.probes.testline_doors import find_doors

ANSWERS: Final[tuple[Question, ...]] = ()
NEEDS: Final[frozenset[str]] = frozenset()
START_S: Final = 5.0
"""Trying which far end can knock, and speaking."""
EXPECTED_S: Final = QUIET_S[-1] + START_S
LIMIT_S: Final = EXPECTED_S + 60.0
PLAIN: Final[tuple[Traffic, ...]] = ("single", "answered", "stream", "rtp")
MOST_SERVERS: Final = 3
SPREAD_S: Final = 0.03


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of traffic to one door."""

    traffic: Traffic
    path: Path
    server: Endpoint


def expected_s(context: ProbeContext) -> float:
    """Seconds of this run's clock."""
    return QUIET_S[-1] / context.pace + START_S


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """First without a silence, which shows what can be measured here at all; then every silence of those."""
    if not context.forgets:
        return
    profile = context.profile
    able: list[Kind] = []
    for kinds in [*[[kind] for kind in await _servers(profile)], await _signalling(profile)]:
        if kinds and kinds[0].traffic != "sip" and able:
            continue  # one server is enough
        async with aclosing(side_by_side([_silence(context, kind, 0.0, 0) for kind in kinds], patient=True)) as facts:
            async for fact in facts:
                yield fact
                if isinstance(fact, MappingHeld) and fact.outcome == "held":
                    able += [kind for kind in kinds if _is_of(fact, kind)]
    planned = [_silence(context, *one) for one in _all(able)]
    async with aclosing(side_by_side(planned, patient=True)) as facts:
        async for fact in facts:
            yield fact


def _is_of(fact: MappingHeld, kind: Kind) -> bool:
    return (fact.traffic, fact.server, fact.role) == (kind.traffic, str(kind.server), kind.path.role)


def _silence(context: ProbeContext, kind: Kind, quiet_s: float, place: int) -> Silence:
    account = context.profile.account
    return Silence(kind.traffic, kind.path, kind.server, account, quiet_s, context.pace, place * SPREAD_S)


def _all(able: list[Kind]) -> Iterator[tuple[Kind, float, int]]:
    """Every silence of every kind; the longest begin first, because all wait for them."""
    kinds = [kind for found in able for kind in _plain_of(found)]
    pairs = [(kind, quiet_s) for quiet_s in reversed(QUIET_S) for kind in kinds]
    yield from ((kind, quiet_s, place) for place, (kind, quiet_s) in enumerate(pairs))


def _plain_of(kind: Kind) -> tuple[Kind, ...]:
    if kind.traffic == "sip":
        return (kind,)
    return tuple(Kind(traffic, kind.path, kind.server) for traffic in PLAIN)


async def _servers(profile: Profile) -> list[Kind]:
    """STUN servers of the profile, as controls: no ALG looks there."""
    found = []
    for server in profile.stun[:MOST_SERVERS]:
        known = await resolve(server.host, server.port, "udp")
        if known.endpoints:
            path = Path("control", "udp", server.host, server.port)
            found.append(Kind("answered", path, known.endpoints[0]))
    return found


async def _signalling(profile: Profile) -> list[Kind]:
    """SIP to the test line: on the port that an ALG would watch, and on another."""
    host = profile.testline.host
    doors = await find_doors(profile)
    if doors is None:
        return []
    paths = [Path("suspected", "udp", host, doors.watched)]
    paths += [Path("control", "udp", host, port) for port in doors.others[:1]]
    return [Kind("sip", path, Endpoint(doors.host, path.port)) for path in paths]
