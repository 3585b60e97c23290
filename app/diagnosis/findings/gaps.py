"""Sound that breaks off again and again in a held call that stands (seed 004)."""

from __future__ import annotations

from collections.abc import Iterator

from app.diagnosis.case import Case, finding
from app.diagnosis.evidence import ids
from app.diagnosis.long_call.gaps import SURE, beat_of
from app.diagnosis.long_call.held import PURPOSES, held_call
from app.model.diagnosis import Finding
from app.model.facts import MediaWatch, VoiceLeg


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
