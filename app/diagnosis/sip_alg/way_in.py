"""``inbound_pinhole`` and ``mapping_lifetime``: who gets in, and for how long, on the usual port and nowhere else.

A device that reads SIP opens ways in and keeps them: the kernel's helper lets the registrar in from any port, lets the
sound of a call in before ours, and keeps a flow for an hour where others live for half a minute (facts, science 1.1).
That shows a device at work, which may well help; it does not show that it changes anything. So these are hints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from app.diagnosis.evidence import LEAST_TRIES, Evidence, Seen, endpoint
from app.diagnosis.sip_alg.reading import Reading
from app.model.facts import MappingHeld, SipExchange
from app.protocols.knock import is_knock
from app.protocols.sip import parse_message

OPENED: Final = "inbound_pinhole"
KEPT: Final = "mapping_lifetime"


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """A hint for each method whose knock came in here only, and one for a way in that stands longer here."""
    asked = evidence.all(SipExchange, lambda fact: fact.signal == OPENED and fact.outcome == "answered")
    held = evidence.all(MappingHeld, lambda fact: fact.traffic == "sip")
    return (*_opened(asked), *_kept(held))


def _opened(asked: Sequence[Seen[SipExchange]]) -> Iterator[Reading]:
    for one in asked:
        controls = [other for other in asked if other.fact.role == "control" and _alike(one.fact, other.fact)]
        kept_out = controls and all(_is_kept_out(control.fact) for control in controls)
        if one.fact.role == "suspected" and _came_in(one.fact) and kept_out:
            reading = Reading(OPENED, "hint", "way_in_opened_here_only", (one, *controls), one.fact.path, "likely")
            yield reading.told_by("delivery")


def _alike(one: SipExchange, other: SipExchange) -> bool:
    """The same question by the same transport to another port of the same host."""
    ours, theirs = endpoint(one.remote), endpoint(other.remote)
    return one.method == other.method and ours is not None and theirs is not None and ours.host == theirs.host


def _came_in(fact: SipExchange) -> bool:
    """Whether the knock of this very question came from the host that was asked, and from another of its ports."""
    request, remote = parse_message(fact.sent.encode("latin-1", "replace")), endpoint(fact.remote)
    for reply in fact.replies:
        source = endpoint(reply.source)
        strange = source is not None and remote is not None and source.host == remote.host and source != remote
        if strange and is_knock(reply.raw.encode("latin-1", "replace"), request):
            return True
    return False


def _is_kept_out(fact: SipExchange) -> bool:
    return not _came_in(fact) and fact.attempts >= LEAST_TRIES


def _kept(held: Sequence[Seen[MappingHeld]]) -> Iterator[Reading]:
    """One hint where the longest silence that was survived here ended a way in to another port of the same host."""
    here = [one for one in held if one.fact.role == "suspected"]
    survived = [one for one in here if one.fact.outcome == "held"]
    longest = max(survived, key=lambda one: one.fact.quiet_s, default=None)
    if longest is None or any(one.fact.outcome == "lost" for one in here):
        return
    ended = [
        one
        for one in held
        if one.fact.role == "control" and one.fact.outcome == "lost" and one.fact.quiet_s <= longest.fact.quiet_s
    ]
    if ended:
        because = (longest, *ended)
        yield Reading(KEPT, "hint", "way_in_stays_longer_here", because, longest.fact.path, "likely").told_by(
            "delivery"
        )
