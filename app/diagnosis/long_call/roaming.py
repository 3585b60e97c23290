"""A call that broke off when the computer went over to another access point of its Wi-Fi: the same second tells."""

from __future__ import annotations

from typing import Final

from app.diagnosis.long_call import sound
from app.diagnosis.long_call.causes import Cause
from app.diagnosis.long_call.held import Held

BEFORE_S: Final = 3.0
"""So much earlier than the new access point was seen the sound may have gone: the old one was too far away."""
AFTER_S: Final = 10.0


def behind(held: Held, cause: Cause) -> Cause | None:
    """The roaming that *cause* is only the consequence of; ``None`` where nothing broke off at that time."""
    broke = [cause.seconds, *_silences(held)]
    for mark in held.marked("roamed"):
        at = mark.fact.call_s
        if at is not None and any(at - BEFORE_S - held.slack_s <= one <= at + AFTER_S + held.slack_s for one in broke):
            return Cause("no", "wifi_roamed_in_call", at, "likely", {"points": mark.fact.detail[:80]})
    return None


def _silences(held: Held) -> list[float]:
    """When sound went away, for a while or for good."""
    timeline = held.timeline.fact if held.timeline else None
    if timeline is None:
        return []
    second = timeline.interval_s * timeline.pace
    lost = sound.stopped(timeline)
    return [*(gap.start * second for gap in sound.outages(timeline)), *([lost.at_s] if lost else [])]
