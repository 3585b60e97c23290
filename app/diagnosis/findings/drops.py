"""Calls that end or fall silent before their time: one finding for each cause that a held call can show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, finding
from app.model.diagnosis import Finding
from app.model.names import FindingId

BY_REASON: Final[dict[str, FindingId]] = {
    "no_ack_outgoing": "call_drops_no_ack",
    "no_ack_incoming": "call_drops_no_ack",
    "sound_lost_while_quiet": "call_drops_nat_timeout",
    "session_not_refreshed": "call_drops_session_timer",
    "far_end_missed_our_sound": "call_drops_media_timeout",
    "sound_stopped": "sound_stops_midcall",
    "ended_early": "call_drops_unexplained",
    "wifi_roamed_in_call": "wifi_quality",
}


def find(case: Case) -> Iterator[Finding]:
    """At most one: a call dies once."""
    died = case.says("long_call", "no")
    if died is not None and died.reason in BY_REASON:
        yield finding(BY_REASON[died.reason], died.confidence, [died], **died.details)
