"""``port_differential`` and ``transport_differential``: silence on the usual way, and an answer by another.

A device that swallows or garbles messages does that, and so do a closed port, a server that is not there, and loss. So
it says where an answer can be had and never why there is none (science facts 2.2 B7).
"""

from __future__ import annotations

from typing import Any

from app.diagnosis.evidence import Evidence, host_of
from app.diagnosis.sip_alg.sighting import SIGNAL
from app.model.facts import SipExchange

PORT, TRANSPORT = "port_differential", "transport_differential"


def differentials(evidence: Evidence) -> dict[str, list[Any]]:
    """For each of the two: the ways on which the same server answered; nothing where the usual way answered too."""
    asked = evidence.all(SipExchange, lambda fact: fact.signal == SIGNAL)
    usual = [seen.fact for seen in asked if seen.fact.role == "suspected"]
    if not usual or any(fact.outcome != "silent" for fact in usual):
        return {}
    hosts, transports = {host_of(fact.remote) for fact in usual}, {fact.transport for fact in usual}
    found: dict[str, list[Any]] = {}
    for seen in asked:
        fact = seen.fact
        if fact.role == "control" and fact.outcome == "answered" and host_of(fact.remote) in hosts:
            ways = found.setdefault(PORT if fact.transport in transports else TRANSPORT, [])
            ways += [] if fact.path in ways else [fact.path]
    return found
