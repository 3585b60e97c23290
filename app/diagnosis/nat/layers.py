"""How many boxes translate one after the other, and whose they are (science facts 6.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.diagnosis.evidence import Evidence, Seen, host_of
from app.model.addresses import address_kind
from app.model.facts import GatewayOutside, NetworkAddress, NetworkHop, NetworkInterface, StunBinding
from app.model.names import Confidence

Count = Literal["single", "double", "carrier"]
_CARRIERS: Final = frozenset({"carrier", "translated_ipv6"})
_HOMES: Final = "192.168."
"""Where home routers live. Carriers number their own routers from 10.0.0.0/8 and 172.16.0.0/12 too."""


@dataclass(frozen=True, slots=True)
class Layers:
    """What is known of the boxes beyond the first; ``shown_by`` is a word for support."""

    count: Count
    confidence: Confidence
    shown_by: Literal["own_address", "gateway", "hops"]
    because: tuple[Seen[Any], ...]
    outside: str | None = None

    @property
    def way(self) -> str | None:
        """The carrier's technique where the address tells: IPv4 carried over IPv6 (RFC 7335)."""
        return "464xlat" if address_kind(self.outside or "") == "translated_ipv6" else None


def layers(evidence: Evidence, translated: Iterable[Seen[StunBinding]] = ()) -> tuple[Layers, ...]:
    """Everything that is shown, the surest first; empty: nothing is known. *translated*: what servers saw of us."""
    own = tuple(_by_own_address(evidence))
    named = tuple(_by_gateway(evidence, tuple(translated)))
    by_hops = () if named else tuple(_by_hops(evidence))
    if len({one.count for one in named}) > 1:
        named = ()  # a gateway that contradicts itself
    return (*own, *named, *by_hops)


def _by_own_address(evidence: Evidence) -> Iterator[Layers]:
    """Our own address is the carrier's: there is no router of ours in between, or it only passes on."""
    bindings = evidence.all(StunBinding, lambda fact: address_kind(host_of(fact.local)) in _CARRIERS)
    faces = evidence.all(NetworkInterface, lambda fact: address_kind(fact.address) in _CARRIERS)
    addresses = evidence.all(NetworkAddress, lambda fact: fact.used and address_kind(fact.address) in _CARRIERS)
    seen: tuple[Seen[Any], ...] = (*bindings, *faces, *addresses)
    if seen and not through_vpn(evidence):
        yield Layers("carrier", "certain", "own_address", seen, _translated(seen))


def _translated(seen: Iterable[Seen[Any]]) -> str | None:
    """Our own address where it is one of IPv4 over IPv6; a carrier's shared one says nothing of the outside."""
    hosts = [host_of(getattr(one.fact, "local", "") or one.fact.address) for one in seen]
    return next((host for host in hosts if address_kind(host) == "translated_ipv6"), None)


def _by_gateway(evidence: Evidence, translated: tuple[Seen[StunBinding], ...]) -> Iterator[Layers]:
    mapped = {host_of(seen.fact.mapped) for seen in translated}
    for seen in evidence.all(GatewayOutside, lambda fact: fact.outside is not None):
        outside = seen.fact.outside or ""
        kind = address_kind(outside)
        if kind in _CARRIERS:
            yield Layers("carrier", "certain", "gateway", (seen,), outside)
        elif kind == "private":
            yield Layers("double", "certain", "gateway", (seen,), outside)
        elif kind == "public" and outside in mapped:
            yield Layers("single", "certain", "gateway", (seen, *translated), outside)
        elif kind == "public" and len(mapped) == 1 and not through_vpn(evidence):
            yield Layers("carrier", "likely", "gateway", (seen, *translated), outside)


def _by_hops(evidence: Evidence) -> Iterator[Layers]:
    """A carrier's address on the way; or a second box with a home's address before the first public one."""
    hops = sorted(evidence.all(NetworkHop, lambda fact: fact.outcome == "passed"), key=lambda seen: seen.fact.ttl)
    before = list(_before_public(hops))
    carriers = [seen for seen in before if address_kind(seen.fact.address or "") in _CARRIERS]
    homes = [seen for seen in before if (seen.fact.address or "").startswith(_HOMES)]
    if through_vpn(evidence):
        return
    if carriers:
        yield Layers("carrier", "likely", "hops", tuple(carriers), carriers[0].fact.address)
    elif len({seen.fact.address for seen in homes}) > 1:
        yield Layers("double", "likely", "hops", tuple(homes), homes[1].fact.address)


def _before_public(hops: Iterable[Seen[NetworkHop]]) -> Iterator[Seen[NetworkHop]]:
    for seen in hops:
        if address_kind(seen.fact.address or "") == "public":
            return
        yield seen


def through_vpn(evidence: Evidence) -> bool:
    """Whether the way to the phone service leads through a tunnel: then these addresses are not of one way."""
    face = evidence.last(NetworkInterface)
    return face is not None and face.fact.medium == "vpn"
