"""``hear``: whether sound from the far end arrives at this computer; packets are counted before ears are believed."""

from __future__ import annotations

from typing import Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence
from app.diagnosis.questions.calls import FAR_END, Call, newest_calls, together
from app.diagnosis.sound.inbound import with_packets, without_packets
from app.diagnosis.sound.person import with_person
from app.diagnosis.sound.places import SENDS_NONE, holds, refused_codecs
from app.model.diagnosis import Verdict
from app.model.facts import SoundHeard
from app.model.json import JsonValue

PURPOSES: Final = ("speak", "echo")
"""A number that only speaks proves hearing without our own voice; the echo number's announcement does so too."""
ENOUGH_SOUND_WINDOWS: Final = 25
"""Half a second of 20 ms windows with sound: more than clicks, less than one spoken number."""


def judge(evidence: Evidence) -> Verdict | None:
    """Each call by itself, then all together."""
    calls = newest_calls(evidence, *PURPOSES)
    measured = together([of_call(call, evidence) for call in calls]) or not_run("hear", evidence)
    return with_person(measured, evidence)


def of_call(call: Call, evidence: Evidence | None = None) -> Verdict:
    """What one call says; *evidence* is the run that it belongs to."""
    result = call.result.fact
    if refused_codecs(call):
        return answer("hear", "no", "no_common_codec", call.because(), "certain", status=result.status)
    if not call.was_answered:
        return cannot_tell("hear", "call_not_answered", call.because(), outcome=result.outcome, status=result.status)
    packets = call.packets("inbound", "us")
    if packets is None:
        return _without_counters(call)
    if not packets:
        return without_packets(call, evidence)
    return with_packets(call, evidence) or _by_ear(call)


def _without_counters(call: Call) -> Verdict:
    if _enough(call.heard.fact if call.heard else None):
        return answer("hear", "yes", "sound_heard", call.because())
    if holds(call, *SENDS_NONE):
        return cannot_tell("hear", "far_end_on_hold", call.because())
    if call.result.fact.outcome == "no_media":
        return answer("hear", "no", "no_sound_agreed", call.because(), "likely")
    return cannot_tell("hear", "nothing_counted", call.because())


def _by_ear(call: Call) -> Verdict:
    figures = _figures(call)
    heard = call.heard.fact if call.heard else None
    if heard is None:
        return answer("hear", "yes", "packets_arrived", call.because(), "likely", **figures)
    if _enough(heard):
        return answer("hear", "yes", "sound_heard", call.because(), "certain", **figures)
    if heard.windows < ENOUGH_SOUND_WINDOWS:
        return cannot_tell("hear", "call_too_short", call.because(), **figures)
    if heard.windows_with_sound:
        return cannot_tell("hear", "hardly_any_sound", call.because(), **figures)
    return answer("hear", "no", "packets_carry_silence", call.because(), "certain", **figures)


def _enough(heard: SoundHeard | None) -> bool:
    return heard is not None and heard.windows_with_sound >= ENOUGH_SOUND_WINDOWS


def _figures(call: Call) -> dict[str, JsonValue]:
    flow = call.flow("inbound", "us")[-1].fact
    return {
        "packets": flow.packets,
        "lost": flow.lost,
        "discarded": flow.discarded,
        "jitter_ms": flow.jitter_ms,
        "far_end_sent": call.packets("inbound", *FAR_END),
        "level_dbfs": call.heard.fact.level_dbfs if call.heard else None,
    }
