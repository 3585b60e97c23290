"""Sound that breaks off again and again in a held call that stands (seed 004), with a beat or without one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, finding
from app.diagnosis.evidence import Seen, ids
from app.diagnosis.findings import quality
from app.diagnosis.long_call.gaps import SURE, beat_of, kind_of
from app.diagnosis.long_call.held import PURPOSES, held_call
from app.model.diagnosis import Finding
from app.model.facts import MediaWatch, NetworkInterface, VoiceLeg
from app.model.names import FindingId

BROKEN: Final = 0.02
"""Part of a call that must be missing: three seconds of two and a half minutes."""


def find(case: Case) -> Iterator[Finding]:
    """At most one: the strongest beat. What a sleeping computer or a change of network tore apart keeps none."""
    held = held_call(case.evidence)
    watched = case.evidence.last(MediaWatch, lambda fact: fact.purpose in PURPOSES)
    if held is None or watched is None or held.marked("slept") or held.marked("network_changed"):
        return
    legs = case.evidence.all(VoiceLeg)
    beat = beat_of(
        watched.fact,
        held.course.fact if held.course else None,
        held.timeline.fact if held.timeline else None,
        [leg.fact for leg in legs],
    )
    if beat is None:
        yield from _broken(case, watched)
        return
    yield finding(
        "periodic_gaps",
        "certain" if len(beat.gaps) >= SURE else "likely",
        [ids([watched, *([held.course] if held.course else [])])],
        seconds=round(beat.period_s),
        length_s=round(beat.length_s * max(watched.fact.pace, 0.001), 1),
        gaps=len(beat.gaps),
        lost=beat.lost,
        cause=beat.cause,
    )


def _broken(case: Case, watched: Seen[MediaWatch]) -> Iterator[Finding]:
    """Packets that went missing in many gaps, of which nothing else tells yet: not the far end's doing, nor ours."""
    lost = [gap for gap in watched.fact.gaps if kind_of(gap) == "lost"]
    silent_s = sum(gap.length_s for gap in lost)
    told = any(quality.find(case)) or not case.says("long_call", "yes")
    if told or len(lost) < SURE or silent_s < BROKEN * watched.fact.watched_s:
        return
    face = case.evidence.last(NetworkInterface)
    name: FindingId = "wifi_quality" if face is not None and face.fact.medium == "wifi" else "line_quality"
    seconds = round(silent_s * max(watched.fact.pace, 0.001), 1)
    yield finding(name, "possible", [ids([watched])], place="call", gaps=len(lost), seconds=seconds)
