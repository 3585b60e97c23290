"""Not being reached: a port that the router forgot, a sign-in that was dropped, answers that do not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, finding
from app.model.diagnosis import Finding, Verdict
from app.model.names import Confidence, FindingId

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
    if failed is not None and failed.reason in BY_REASON and not _by_chance(case, failed):
        yield finding(BY_REASON[failed.reason], _confidence(failed), [failed], **failed.details)


def _by_chance(case: Case, failed: Verdict) -> bool:
    """That it goes on ringing is seen in one call: a line that loses packets may have lost what ends it."""
    return failed.reason == "goes_on_ringing" and case.says("quality", "no") is not None


def _confidence(failed: Verdict) -> Confidence:
    """Most routers forget a way in that is silent for 30 to 180 s, and most phones do not let it come to that.

    So what keep-alives cure concerns only phones that send none, and no phone of theirs was seen (RFC 5626 section
    4.4.2; science facts 6).
    """
    cured = failed.reason == "port_forgotten_when_quiet" and failed.details.get("keep_alive_s") is not None
    return "possible" if cured else failed.confidence
