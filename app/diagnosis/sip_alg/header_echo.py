"""``header_echo``, ``via_canary``: a response must repeat Via, From, To, Call-ID and CSeq (RFC 3261 section 8.2.6.2).

What comes back different was changed on the way out and not restored, or on the way back. The canary names our outside
address in Via, which a device that undoes its own changes takes for its own work. A field that comes back different on
a control path too is the server's own doing.
"""

from __future__ import annotations

from typing import Final

from app.diagnosis.comparison import Change as Difference
from app.diagnosis.comparison import told_by_exchange
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.sip_alg.reading import Reading, changes
from app.diagnosis.sip_alg.sighting import own_replies
from app.model.facts import SipExchange

OWN_ADDRESS: Final = frozenset({"received_private", "received_rewritten"})
"""Meanings that the signal ``received_private`` weighs, with its own controls."""
CONTROLLED_BY: Final[dict[str, str]] = {
    "received_private": "received_private",
    "via_canary": "via_canary",
    "via_port": "via_port",
    "source_port": "received_private",
}
"""Signals whose replies are compared, and where their controls are found."""


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading for each suspected exchange whose reply repeats something wrongly; correct ones say nothing here."""
    exchanges = evidence.all(SipExchange, lambda fact: fact.outcome == "answered" and fact.signal in CONTROLLED_BY)
    controls = [seen for seen in exchanges if seen.fact.role == "control"]
    suspected = [seen for seen in exchanges if seen.fact.role == "suspected"]
    return tuple(reading for seen in suspected if (reading := _read(seen, controls)))


def _read(seen: Seen[SipExchange], controls: list[Seen[SipExchange]]) -> Reading | None:
    fact = seen.fact
    asked_alike = [
        one
        for one in controls
        if one.fact.signal == CONTROLLED_BY[fact.signal] and one.fact.method == fact.method and own_replies(one.fact)
    ]
    usual = {(one.field, one.meaning) for control in asked_alike for one in told_by_exchange(control.fact).changes}
    told = told_by_exchange(fact)
    found = [one for one in told.proving if one.meaning not in OWN_ADDRESS and (one.field, one.meaning) not in usual]
    if not found or not own_replies(fact):
        return None
    return _reading(seen, asked_alike, found).with_signs(told.signs)


def _reading(seen: Seen[SipExchange], controls: list[Seen[SipExchange]], found: list[Difference]) -> Reading:
    path = seen.fact.path
    signal = "via_canary" if seen.fact.signal == "via_canary" else "header_echo"
    because, changed = (seen, *controls), changes(found, "reply", path)
    if controls:
        return Reading(signal, "rewritten", "reply_repeats_wrongly", because, path, "certain", changed)
    if any(one.meaning == "via_address" for one in found):
        return Reading(signal, "rewritten", "reply_repeats_wrongly", because, path, "likely", changed)
    return Reading(signal, "unclear", "reply_differs_without_control", because, path, changed=changed)
