"""What is asked after the first answers: signals that need our outside address, a second socket, or an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, SipExchange, StunBinding
from app.model.profile import Account, Profile
from app.probes.alg.binding_readback import BindingReadback
from app.probes.alg.double_client import DoubleClient
from app.probes.alg.paths import WATCHED_PORT, Path, sip_paths
from app.probes.alg.side_by_side import Measurement
from app.probes.alg.source_port import SourcePortExchange
from app.probes.alg.ttl_quote import HOPS, TtlQuote, is_supported
from app.probes.alg.via_canary import ViaCanaryExchange
from app.probes.alg.via_port import ViaPortExchange
from app.protocols.sip import parse_message

NEUTRAL_PORT: Final = WATCHED_PORT + 10
"""Where no ALG looks by default; asked only with requests that die on the way."""
NEUTRAL_HOPS: Final = HOPS[:2]


def second_look(profile: Profile, server: Endpoint, first: Sequence[Fact]) -> tuple[Measurement, ...]:
    """Plan it from the facts of the first look. *server* is the address of the account's own server."""
    paths = [
        path for path in sip_paths(profile) if path.transport == "udp" and path.host == profile.account.server_host
    ]
    suspected = [path for path in paths if path.role == "suspected"]
    controls = [path for path in paths if path.role == "control"]
    planned: list[Measurement] = []
    for path in suspected:
        planned += _quotes(profile.account, path, server, controls)
        if _answered(first, path):
            planned += _questions(profile, path, server, first)
    for path in controls[:1]:
        if _answered(first, path):
            planned += _echoes(profile.account, path, server, first)
    return tuple(planned)


def outside_address(first: Sequence[Fact]) -> str | None:
    """Our address as STUN or a SIP server saw it, when it is another than our own."""
    for seen, local in _seen_addresses(first):
        if seen and seen != Endpoint.parse(local).host:
            return seen
    return None


def _seen_addresses(first: Sequence[Fact]) -> Iterator[tuple[str | None, str]]:
    for fact in first:
        if isinstance(fact, StunBinding) and fact.mapped:
            yield Endpoint.parse(fact.mapped).host, fact.local
        elif isinstance(fact, SipExchange):
            for reply in fact.replies:
                via = parse_message(reply.raw.encode("latin-1")).top_via
                yield via.received if via else None, fact.local


def _questions(profile: Profile, path: Path, server: Endpoint, first: Sequence[Fact]) -> list[Measurement]:
    account, numbers = profile.account, profile.numbers
    found = _echoes(account, path, server, first)
    found.append(SourcePortExchange.on(account, path, _at(server, path)))
    if account.username and account.password:
        found.append(BindingReadback(account, path, _at(server, path)))
    if numbers.echo:
        found.append(DoubleClient(account, path, _at(server, path), numbers.echo))
    return found


def _echoes(account: Account, path: Path, server: Endpoint, first: Sequence[Fact]) -> list[Measurement]:
    found: list[Measurement] = [ViaPortExchange.on(account, path, _at(server, path))]
    outside = outside_address(first)
    if outside:
        found.append(ViaCanaryExchange.on(account, path, _at(server, path), outside))
    return found


def _quotes(account: Account, path: Path, server: Endpoint, controls: Sequence[Path]) -> list[Measurement]:
    """One a hop, and the same where no ALG looks: at a port the profile names, or at one that is never reached."""
    if not is_supported():
        return []
    neutral = controls[0] if controls else Path("control", "udp", path.host, NEUTRAL_PORT)
    hops = HOPS if controls else NEUTRAL_HOPS
    asked = [(path, ttl) for ttl in HOPS] + [(neutral, ttl) for ttl in hops]
    return [TtlQuote(account, way, _at(server, way), ttl) for way, ttl in asked]


def _at(server: Endpoint, path: Path) -> Endpoint:
    return Endpoint(server.host, path.port or server.port)


def _answered(first: Sequence[Fact], path: Path) -> bool:
    return any(
        isinstance(fact, SipExchange)
        and (fact.role, fact.transport, fact.outcome) == (path.role, path.transport, "answered")
        and (not path.port or Endpoint.parse(fact.remote).port == path.port)
        for fact in first
    )
