"""Not being reached: a port that the router forgot, a sign-in that was dropped, answers that do not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, finding
from app.model.diagnosis import Finding
from app.model.names import FindingId

BY_REASON: Final[dict[str, FindingId]] = {
    "port_forgotten_when_quiet": "inbound_calls_lost",
    "lost_in_spite_of_keep_alive": "inbound_calls_lost",
    "no_call_came": "inbound_calls_lost",
    "binding_removed": "registration_lost_when_idle",
    "binding_removed_when_quiet": "registration_lost_when_idle",
    "answer_never_arrives": "answer_not_delivered",
    "goes_on_ringing": "ringing_goes_on",
    "no_ack_incoming": "call_drops_no_ack",
}


def find(case: Case) -> Iterator[Finding]:
    """At most one: a call that does not come cannot be answered badly."""
    failed = case.says("inbound", "no")
    if failed is not None and failed.reason in BY_REASON:
        yield finding(BY_REASON[failed.reason], failed.confidence, [failed], **failed.details)
