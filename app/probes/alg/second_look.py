"""What is asked after the first answers: signals that need our outside address, a second socket, or an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from app.model.endpoint import Endpoint
from app.model.facts import Fact, SipExchange, StunBinding
from app.model.profile import Profile
from app.probes.alg.binding_readback import BindingReadback
from app.probes.alg.double_client import DoubleClient
from app.probes.alg.invite import fresh_media_port, invite
from app.probes.alg.old_connection import OldConnection
from app.probes.alg.paths import WATCHED_PORT, Path, sip_paths
from app.probes.alg.requests import requests_for
from app.probes.alg.side_by_side import Measurement
from app.probes.alg.source_port import SourcePortExchange
from app.probes.alg.ttl_quote import HOPS, NotHere, TtlQuote, is_supported
from app.probes.alg.via_canary import Asked, LearnedCanary, ViaCanaryExchange, is_outside
from app.probes.alg.via_port import ViaPortExchange
from app.protocols.sip import parse_message

NEUTRAL_PORT: Final = WATCHED_PORT + 10
"""Where no ALG looks by default; asked only with requests that die on the way."""
NEUTRAL_HOPS: Final = HOPS[:2]
CONTROL_HOPS: Final = HOPS[:3]
"""As far as two routers and the one beyond them; each control packet that lives longer may reach the provider."""
MOST_LAYERS: Final = 2
"""Addresses of ours to try: one for each of two routers."""
UNKNOWN: Final = "callmend-nobody"
"""Whom an INVITE names that dies on its way, where the profile has no test number."""
_Kind = TypeVar("_Kind", StunBinding, SipExchange)


def second_look(
    profile: Profile, server: Endpoint, first: Sequence[Fact], *, signed_in: bool = False
) -> tuple[Measurement, ...]:
    """Plan it from the facts of the first look. *server* is the address of the account's own server.

    *signed_in* says that our own softphone is registered there.
    """
    suspected, controls = by_role(profile)
    outside = outside_addresses(first, server)
    planned: list[Measurement] = []
    for path in suspected:
        if path.transport == "udp":
            planned += _quotes(profile, path, server, controls)
        if was_answered(first, path):
            planned += echoes(profile, path, server, outside)
            planned.append(ViaCanaryExchange.decoy(path, at_path(server, path), requests_for(profile.account)[0]))
            planned += _redirections(profile, path, server, controls[:1])
            planned += _questions(profile, path, server, signed_in)
            planned += _learned(profile, path, server) if ports_change(first, server) else []
    for path in controls[:1]:
        if was_answered(first, path):
            planned += _redirections(profile, path, server, ())
            planned += echoes(profile, path, server, outside[:1])
    return tuple(planned)


def late_echoes(
    profile: Profile, server: Endpoint, first: Sequence[Fact], second: Sequence[Fact]
) -> tuple[Measurement, ...]:
    """Canaries with an address of ours that only the second look brought to light.

    A device hides it from questions whose Via is ours, and not from one whose Via names another port (``via_port``).
    """
    known = outside_addresses(first, server)
    late = [one for one in outside_addresses(second, server) if one not in known][:1]
    ways = [path for path in by_role(profile)[0] if was_answered(first, path)] if not known else []
    return tuple(one for path in ways for one in echoes(profile, path, server, late))


def old_connections(profile: Profile, server: Endpoint, earlier: Sequence[Fact]) -> tuple[Measurement, ...]:
    """The question of an earlier run once more, from its port, on each suspected path."""
    account, (suspected, _) = profile.account, by_role(profile)
    asked = [OldConnection.on(account, path, at_path(server, path), earlier) for path in suspected]
    return tuple(one for one in asked if one is not None)


def by_role(profile: Profile) -> tuple[list[Path], list[Path]]:
    """The suspected paths to the account's own server, and its controls that speak the same transport."""
    paths = [path for path in sip_paths(profile) if path.host == profile.account.server_host]
    suspected = [path for path in paths if path.role == "suspected"]
    transports = {path.transport for path in suspected}
    return suspected, [path for path in paths if path.role == "control" and path.transport in transports]


def outside_addresses(first: Sequence[Fact], server: Endpoint) -> tuple[str, ...]:
    """Our addresses as STUN or SIP servers saw them, and as the gateway names its own, when they are others than ours.

    Behind an outer ALG a reply shows the address between the routers, and STUN the one outside of both.
    """
    found: dict[str, None] = {}
    for seen, local in _seen_places(first):
        if seen and is_outside(seen.host, local.host, server):
            found.setdefault(seen.host)
    return tuple(found)[:MOST_LAYERS]


def ports_change(first: Sequence[Fact], server: Endpoint) -> bool:
    """Whether somebody saw us come from another port than we sent from: then no canary may rely on our own."""
    return any(
        seen is not None and is_outside(seen.host, local.host, server) and seen.port not in (0, local.port)
        for seen, local in _seen_places(first)
    )


def _seen_places(first: Sequence[Fact]) -> list[tuple[Endpoint | None, Endpoint]]:
    """Where we were seen, beside where we were; STUN's word first: no SIP server had a part in it. Port 0: not told."""
    seen: list[tuple[Endpoint | None, Endpoint]] = [
        (Endpoint.parse(fact.mapped), Endpoint.parse(fact.local)) for fact in _of(first, StunBinding) if fact.mapped
    ]
    for exchange in _of(first, SipExchange):
        for reply in exchange.replies:
            via = parse_message(reply.raw.encode("latin-1")).top_via
            told = Endpoint(via.received, via.rport or 0) if via and via.received else None
            seen.append((told, Endpoint.parse(exchange.local)))
    return seen


def _of(first: Sequence[Fact], kind: type[_Kind]) -> Iterator[_Kind]:
    return (fact for fact in first if isinstance(fact, kind))


def _questions(profile: Profile, path: Path, server: Endpoint, signed_in: bool) -> list[Measurement]:
    """What is asked once, on the suspected path only."""
    account, at = profile.account, at_path(server, path)
    found: list[Measurement] = []
    if path.transport == "udp":
        found.append(SourcePortExchange.on(account, path, at))
        if profile.numbers.echo:
            found.append(DoubleClient(account, path, at, profile.numbers.echo))
    if account.username and account.password:
        found.append(BindingReadback(account, path, at, signed_in))
    return found


def echoes(profile: Profile, path: Path, server: Endpoint, outside: Sequence[str]) -> list[Measurement]:
    """What a server repeats of us, on a suspected path and on its control alike."""
    at, asked, call = at_path(server, path), requests_for(profile.account), _call(profile)
    return [
        ViaCanaryExchange.on(path, at, layer, one)
        for number, layer in enumerate(outside)
        for one in (*asked, *(() if number else call))
    ]


def _redirections(profile: Profile, path: Path, server: Endpoint, controls: Sequence[Path]) -> list[Measurement]:
    """Where answers go: of a question always, of a call only when a question's answer came straight back."""
    if path.transport != "udp":
        return []
    question = ViaPortExchange.on(path, at_path(server, path), requests_for(profile.account)[0])
    for call in _call(profile) if path.role == "suspected" else ():
        question.at_source = ViaPortExchange.on(path, at_path(server, path), call)
        for control in controls:
            question.at_source.astray = ViaPortExchange.on(control, at_path(server, control), call)
    return [question]


def _learned(profile: Profile, path: Path, server: Endpoint) -> list[Measurement]:
    """Canaries with the place that a question of another method was told."""
    at, asked, call = at_path(server, path), requests_for(profile.account), _call(profile)
    turns = [(asked[0], (*asked[1:], *call)), *((one, asked[:1]) for one in asked[1:])]
    return [LearnedCanary.on(path, at, plain, others) for plain, others in turns if others]


def _call(profile: Profile) -> tuple[Asked, ...]:
    """An INVITE to the number that plays back what it hears, where the profile has one; nobody else is ever called."""
    number = profile.numbers.echo
    return (("INVITE", invite(profile.account, number, fresh_media_port())),) if number else ()


def _quotes(profile: Profile, path: Path, server: Endpoint, controls: Sequence[Path]) -> list[Measurement]:
    """One a hop, and the same where no ALG looks: at a port the profile names, or at one that is never reached."""
    if not is_supported():
        return [NotHere(path, at_path(server, path))]
    neutral = controls[0] if controls else Path("control", "udp", path.host, NEUTRAL_PORT)
    hops = CONTROL_HOPS if controls else NEUTRAL_HOPS
    called = profile.numbers.echo or UNKNOWN
    asked = [(path, ttl) for ttl in HOPS] + [(neutral, ttl) for ttl in hops]
    return [TtlQuote(profile.account, way, at_path(server, way), ttl, called) for way, ttl in asked]


def at_path(server: Endpoint, path: Path) -> Endpoint:
    """The server's address with the path's own port."""
    return Endpoint(server.host, path.port or server.port)


def was_answered(first: Sequence[Fact], path: Path) -> bool:
    """Whether anything asked on *path* was answered."""
    return any(
        isinstance(fact, SipExchange)
        and (fact.role, fact.transport, fact.outcome) == (path.role, path.transport, "answered")
        and (not path.port or Endpoint.parse(fact.remote).port == path.port)
        for fact in first
    )
