"""Testing with one thing changed: which ways are left, and what the two runs tell together. No Qt.

Support desks ask for it first: connected straight to the modem, by cable instead of Wi-Fi, by a phone's own connection.
What works then, and did not before, shows where the fault is.
"""

from __future__ import annotations

from typing import Final

from app.model.diagnosis import Finding, Verdict
from app.model.names import FindingId
from app.wizard.answers import WAYS, Answers, Known, Situation, Way

TELLING: Final[tuple[FindingId, ...]] = (
    "works_without_router",
    "works_by_cable",
    "works_by_other_internet",
    "works_on_other_computer",
    "same_in_comparison",
)
"""Findings that speak of two runs side by side."""
HELPED_BY: Final[frozenset[FindingId]] = frozenset(
    {
        "wifi_quality",
        "line_quality",
        "bufferbloat",
        "call_drops_unexplained",
        "provider_unreachable",
        "registration_blocked",
        "udp_blocked",
        "sip_port_blocked",
        "inbound_calls_lost",
        "large_messages_lost",
    }
)
"""Findings without a guide that leave open whose fault it is: the router's, the line's or the service's."""


def ways_left(known: Known, answers: Answers) -> tuple[Way, ...]:
    """The ways that differ from the usual one and were not tested yet."""
    done = {*known.diagnoses, answers.connection}
    return tuple(way for way in WAYS if way not in done or (way == answers.way and way not in known.diagnoses))


def can_compare(s: Situation) -> bool:
    """Whether there is a first run to compare with, a fault in it, and a way left."""
    faults = s.known.before.primary not in (None, "no_fault_found")
    return faults and bool(ways_left(s.known, s.answers))


def helps_at_once(s: Situation) -> bool:
    """Whether comparing is the next step already at the finding."""
    return can_compare(s) and s.known.label == "before" and s.known.has(*HELPED_BY)


def comparison_finding(known: Known) -> Finding | None:
    """What the present run shows beside the first one."""
    return next((finding for finding in known.diagnosis.findings if finding.id in TELLING), None)


def compared(known: Known) -> list[tuple[Verdict, Verdict]]:
    """The tests that both runs made, as they are now and as they were, those that differ first."""
    then = {verdict.question: verdict for verdict in known.before.verdicts}
    both = [(now, then[now.question]) for now in known.verdicts.values() if now.question in then]
    told = [pair for pair in both if "cannot_tell" not in (pair[0].answer, pair[1].answer)]
    return sorted(told, key=lambda pair: pair[0].answer == pair[1].answer)
