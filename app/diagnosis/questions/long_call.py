"""``long_call``: whether a call lasts until it is ended on purpose; a person's Stop or a sleep is no drop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.long_call import roaming, sound
from app.diagnosis.long_call.causes import DROPS, FADES, Cause, first
from app.diagnosis.long_call.held import Held, held_call
from app.diagnosis.reasons import Reason
from app.model.diagnosis import Verdict
from app.model.json import JsonValue

MOST_OUTAGES: Final = 20


def judge(evidence: Evidence) -> Verdict | None:
    """The newest held call."""
    held = held_call(evidence)
    return _judge(held) if held else not_run("long_call", evidence)


def _judge(held: Held) -> Verdict:
    fact = held.result.fact
    if fact.outcome == "no_media":
        return cannot_tell("long_call", "no_sound_agreed", held.because())
    if fact.duration_s is None or fact.outcome not in {"connected", "dropped", "stopped"}:
        reason: Reason = "stopped" if fact.outcome == "stopped" else "call_not_answered"
        return cannot_tell("long_call", reason, held.because(), outcome=fact.outcome, status=fact.status)
    return _lasted(held)


def _lasted(held: Held) -> Verdict:
    cause = first(DROPS if held.dropped else FADES, held)
    if cause is not None:
        return _disturbed(held) or _caused(held, roaming.behind(held, cause) or cause)
    if held.result.fact.outcome == "stopped":
        return cannot_tell("long_call", "stopped", held.because(), seconds=round(held.lasted_s))
    seconds = round(held.lasted_s)
    return answer("long_call", "yes", "call_lasted", held.because(), "certain", seconds=seconds, **_outages(held))


def _outages(held: Held) -> dict[str, JsonValue]:
    """For support: from when to when nothing came in a call that stood, in its seconds."""
    timeline = held.timeline.fact if held.timeline else None
    if timeline is None:
        return {}
    second = timeline.interval_s * timeline.pace
    gaps: list[JsonValue] = [
        [round(gap.start * second), round(gap.stop * second)] for gap in sound.outages(timeline)[:MOST_OUTAGES]
    ]
    return {"outages": gaps} if gaps else {}


def _disturbed(held: Held) -> Verdict | None:
    """What happened to this computer itself explains a call that ended, and says nothing about the line."""
    slept, moved = held.marked("slept"), held.marked("network_changed")
    if not slept and not moved:
        return None
    because: Iterable[Seen[Any]] = [*slept, *moved, *held.because()]
    reason: Reason = "computer_slept" if slept else "network_changed_in_call"
    return cannot_tell("long_call", reason, because, seconds=round(held.lasted_s))


def _caused(held: Held, cause: Cause) -> Verdict:
    details = {"seconds": round(cause.seconds), **cause.details}
    roamed = held.marked("roamed") if cause.reason == "wifi_roamed_in_call" else ()
    if cause.answer == "cannot_tell":
        return cannot_tell("long_call", cause.reason, held.because(), **details)
    return answer("long_call", cause.answer, cause.reason, [*roamed, *held.because()], cause.confidence, **details)
