"""Mapping, filtering and hairpin in the words of RFC 4787, from rounds that each began with fresh ports.

Routers change their ways under load and when a port is taken, so only what all rounds say is said (RFC 5780 section 1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from app.diagnosis.evidence import Evidence, Seen, host_of
from app.model.facts import NatTrial, StunBinding

Mapping = Literal["independent", "address_dependent", "port_dependent", "changing"]
Filtering = Literal["independent", "address_dependent", "port_dependent", "not_by_port", "changing"]
"""``not_by_port``: other ports of the same address get in; other addresses could not be tried."""
ROUNDS: Final = 2
"""Fewer say nothing."""


def mapping_of(bindings: Iterable[Seen[StunBinding]]) -> Mapping | None:
    """How one socket is mapped towards several doors (RFC 4787 section 4.1); ``None``: only one was asked."""
    by_socket: dict[str, dict[str, str]] = defaultdict(dict)
    for seen in bindings:
        if seen.fact.mapped:
            by_socket[seen.fact.local][seen.fact.server] = seen.fact.mapped
    asked = [mapped for mapped in by_socket.values() if len(mapped) > 1]
    rounds = {_mapping(mapped) for mapped in asked}
    if rounds == {"address_dependent", "port_dependent"}:  # a round that lacks answers cannot tell these two apart
        rounds = {_mapping(mapped) for mapped in asked if _tells_ports(mapped)}
    if not rounds:
        return None
    return rounds.pop() if len(rounds) == 1 else "changing"


def _tells_ports(mapped: Iterable[str]) -> bool:
    """Whether two ports of one host answered."""
    hosts = [host_of(server) for server in mapped]
    return len(set(hosts)) < len(hosts)


def _mapping(mapped: dict[str, str]) -> Mapping:
    if len(set(mapped.values())) == 1:
        return "independent"
    by_host: dict[str, set[str]] = defaultdict(set)
    for server, outside in mapped.items():
        by_host[host_of(server)].add(outside)
    return "port_dependent" if any(len(outside) > 1 for outside in by_host.values()) else "address_dependent"


def filtering_of(evidence: Evidence) -> tuple[Filtering | None, tuple[Seen[NatTrial], ...]]:
    """Whose packets get in (RFC 4787 section 5), and what shows it."""
    address, port = (_trials(evidence, trial) for trial in ("filter_address", "filter_port"))
    by_address, by_port = _all_agree(address), _all_agree(port)
    if by_port is None and by_address is None:
        return ("changing" if address or port else None), (*address, *port)
    if by_address:
        return "independent", address
    if by_port:
        return ("address_dependent" if by_address is False else "not_by_port"), (*address, *port)
    return ("port_dependent" if by_port is False else None), (*address, *port)


def hairpin_of(evidence: Evidence) -> tuple[bool | None, tuple[Seen[NatTrial], ...]]:
    """Whether a packet to our own outside address comes back in (RFC 4787 section 6)."""
    trials = _trials(evidence, "hairpin")
    return _all_agree(trials), trials


def _trials(evidence: Evidence, trial: str) -> tuple[Seen[NatTrial], ...]:
    return evidence.all(NatTrial, lambda fact: fact.trial == trial and fact.outcome in {"answered", "silent"})


def _all_agree(trials: Sequence[Seen[NatTrial]]) -> bool | None:
    outcomes = {seen.fact.outcome for seen in trials}
    return "answered" in outcomes if len(trials) >= ROUNDS and len(outcomes) == 1 else None
