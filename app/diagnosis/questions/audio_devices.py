"""``audio_devices``: what the system offers, what the microphone gave, and what the person said about it."""

from __future__ import annotations

from typing import Any, Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.reasons import Reason
from app.model.diagnosis import Verdict
from app.model.facts import AudioDevices, MicrophoneLevel, PersonSaid

QUIET_DBFS: Final = -60.0
"""Below this even a breath is missing: the switch is off, or it is the wrong microphone."""


def judge(evidence: Evidence) -> Verdict | None:
    """A device that is listed may still be mute, and one that works may be in another room."""
    devices = evidence.last(AudioDevices)
    if devices is None:
        return not_run("audio_devices", evidence)
    if devices.fact.outcome == "no_sound_system":
        return cannot_tell("audio_devices", "no_sound_system", [devices])
    if not devices.fact.outputs or not devices.fact.inputs:
        missing: Reason = "no_loudspeaker" if not devices.fact.outputs else "no_microphone"
        return answer("audio_devices", "no", missing, [devices])
    return _with_devices(evidence, devices)


def _with_devices(evidence: Evidence, devices: Seen[AudioDevices]) -> Verdict:
    level = evidence.last(MicrophoneLevel)
    said = evidence.last(PersonSaid, lambda fact: fact.question == "audio_devices" and fact.answer in {"yes", "no"})
    because: list[Seen[Any]] = [devices, *([level] if level else []), *([said] if said else [])]
    if level is not None and level.fact.device and not level.fact.seconds:
        return answer("audio_devices", "no", "microphone_not_opened", because, "likely")
    if level is not None and level.fact.all_zero:
        return answer("audio_devices", "no", "microphone_all_zero", because)
    if said is not None and said.fact.answer == "no":
        return answer("audio_devices", "no", "person_heard_nothing", because, "likely")
    if level is not None and level.fact.peak_dbfs is not None and level.fact.peak_dbfs < QUIET_DBFS:
        peak = round(level.fact.peak_dbfs, 1)
        return answer("audio_devices", "no", "microphone_too_quiet", because, "possible", peak_dbfs=peak)
    return answer("audio_devices", "yes", "devices_found", because, "certain" if level or said else "likely")
