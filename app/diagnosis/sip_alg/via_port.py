"""``via_port``: the reply arrives at the port that Via names, though the request came from another one.

A server that honours ``rport`` answers to the source (RFC 3581 section 4); one that does not would send to the port in
Via, where a translating router has no mapping. Only a device that reads Via delivers there. The control shows whether
the server itself answers so.
"""

from __future__ import annotations

from typing import Final

from app.diagnosis.comparison import told_by_exchange
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.sip_alg.reading import Change, Reading
from app.model.facts import SipExchange

SIGNAL: Final = "via_port"
SIGN: Final = "reply_at_via_port"


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading for each request whose reply went astray; a reply at the source says nothing."""
    exchanges = evidence.all(SipExchange, lambda fact: fact.signal == SIGNAL and fact.outcome == "answered")
    controls = [seen for seen in exchanges if seen.fact.role == "control"]
    if any(_astray(control) for control in controls):
        return ()  # the server itself answers to Via
    suspected = [seen for seen in exchanges if seen.fact.role == "suspected" and _astray(seen)]
    return tuple(_reading(seen, controls) for seen in suspected)


def _astray(seen: Seen[SipExchange]) -> bool:
    return SIGN in told_by_exchange(seen.fact).signs


def _reading(seen: Seen[SipExchange], controls: list[Seen[SipExchange]]) -> Reading:
    fact = seen.fact
    if not controls:
        return Reading(SIGNAL, "unclear", "reply_at_other_port_without_control", (seen,), fact.path)
    arrived = next((reply.arrived_at for reply in fact.replies if reply.arrived_at != fact.local), "")
    changed = Change("via", fact.local, arrived, "via_port", "reply", fact.path)
    because = (seen, *controls)
    reading = Reading(SIGNAL, "rewritten", "reply_at_other_port", because, fact.path, "certain", (changed,))
    return reading.with_signs(frozenset({SIGN}))
