"""Does anything translate addresses between us and a server? Only then can a device on the way be the reason."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

from app.diagnosis.evidence import Evidence, Seen, endpoint, host_of
from app.diagnosis.sip_alg.sighting import Sighting, sightings
from app.model.addresses import address_kind, is_behind_nat
from app.model.facts import GatewayOutside, IcmpQuote, NetworkInterface, StunBinding

SEEN_BY_SERVERS: Final = ("received_private", "via_canary", "via_port", "source_port")
"""Signals whose replies say which source address the server saw."""


def towards(server: str, local: str, evidence: Evidence) -> bool:
    """Whether a translated address of *local* was seen by *server* itself, or by STUN when *server* is public."""
    if any(one.sees == "outside" and one.local.host == local for one in _sightings_at(server, evidence)):
        return True
    return address_kind(server) == "public" and any(by_stun(local, evidence))


def by_stun(local: str, evidence: Evidence) -> Iterator[Seen[StunBinding]]:
    """STUN answers that show another address than *local* for a socket there."""
    for seen in evidence.all(StunBinding):
        ours, mapped = endpoint(seen.fact.local), endpoint(seen.fact.mapped)
        if ours and mapped and ours.host == local != mapped.host:
            yield seen


def may_be_a_routers(host: str, server: str, evidence: Evidence) -> bool:
    """Whether *host* can be an outside address of a router of ours: one that was seen, or a second router's inside."""
    outside = {seen for seen in _outside(evidence) if seen}
    return host != server and (host in outside or is_behind_nat(host) or not outside)


def _outside(evidence: Evidence) -> Iterator[str | None]:
    for stun in evidence.all(StunBinding):
        yield host_of(stun.fact.mapped)
    for signal in SEEN_BY_SERVERS:
        yield from (
            one.received for one in sightings(evidence, ("suspected", "control"), signal) if one.sees == "outside"
        )


def through_vpn(local: str, evidence: Evidence) -> bool:
    """Whether the way leads into a VPN, where a server may honestly see an address of ours."""
    return bool(evidence.all(NetworkInterface, lambda fact: fact.medium == "vpn" and fact.address in {local, ""}))


def hop_beside(address: str, evidence: Evidence) -> Seen[IcmpQuote] | None:
    """A hop that reported an address of the same network as *address*: then that network is on our way."""
    return evidence.last(
        IcmpQuote, lambda fact: bool(fact.reporter) and fact.reporter != address and _near(fact.reporter or "", address)
    )


def named_by_gateway(address: str, evidence: Evidence) -> Seen[GatewayOutside] | None:
    """The gateway's own word that *address* is its outside: no server had a part in it."""
    return evidence.last(GatewayOutside, lambda fact: fact.outside == address)


def outside_by_stun(evidence: Evidence) -> frozenset[str]:
    """Addresses under which STUN servers see us: of all boxes in a row, the outermost one's."""
    return frozenset(host_of(seen.fact.mapped) for seen in evidence.all(StunBinding) if seen.fact.mapped)


def _near(one: str, other: str) -> bool:
    """Whether two addresses are of one network: /24 in homes and beyond, /64 with IPv6.

    A carrier's translation range is wider, and used nowhere else on the way.
    """
    kinds = {address_kind(one), address_kind(other)}
    if len(kinds) > 1 or not kinds <= {"private", "carrier", "public"}:
        return False
    first, second = ipaddress.ip_address(one), ipaddress.ip_address(other)
    shared = 64 if first.version == 6 else 16 if kinds == {"carrier"} else 24
    return first.version == second.version and first in ipaddress.ip_network((str(second), shared), strict=False)


def _sightings_at(server: str, evidence: Evidence) -> Iterator[Sighting]:
    for signal in SEEN_BY_SERVERS:
        for one in sightings(evidence, ("suspected", "control"), signal):
            if one.server.host == server:
                yield one
