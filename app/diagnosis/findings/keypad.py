"""Keypad tones: only where speech arrives are they a fault of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, finding
from app.model.diagnosis import Finding
from app.model.names import FindingId

BY_REASON: Final[dict[str, FindingId]] = {
    "digits_lost": "keypad_tones_lost",
    "digits_changed": "keypad_tones_lost",
    "digits_too_short": "keypad_tones_lost",
    "digits_lost_after_hold": "keypad_tones_lost",
    "digits_doubled": "keypad_tones_doubled",
    "digits_by_two_ways": "keypad_tones_doubled",
    "digits_wrong_payload": "keypad_tones_wrong_payload",
    "digits_wrong_clock": "keypad_tones_wrong_payload",
}


def find(case: Case) -> Iterator[Finding]:
    """Lost or doubled digits, unless the whole way out is dead, or garbles all that passes."""
    failed, mute = case.says("keypad", "no"), case.says("speak", "no")
    if failed is None or (mute and (mute.reason == "far_end_heard_noise" or not failed.details.get("heard"))):
        return
    yield finding(
        BY_REASON[failed.reason],
        failed.confidence,
        [failed],
        sent=failed.details.get("sent"),
        heard=failed.details.get("heard"),
        cause=failed.reason,
        works=failed.details.get("works"),
    )
