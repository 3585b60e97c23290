"""Speech quality of a call by the packets that arrived: the E-model of ITU-T G.107, ten seconds at a time.

Only loss is known here, so this is an upper bound that names itself one. A stretch with a gap of more than two
seconds, with less than eight seconds of sound, or played at the pace of practice gets no figure: it would lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from app.model.diagnosis import Diagnosis
from app.model.facts import MediaTimeline, Observation
from app.model.figures import CallScores, Level, NoScore, Stretch
from app.protocols.emodel import mos, rating

STRETCH_S: Final = 10.0
LEAST_S: Final = 8.0
LONGEST_GAP_S: Final = 2.0
PACKETS_A_SECOND: Final = 50.0
MOST: Final = 300
"""Stretches of one call."""
GOOD: Final = 4.0
FAIR: Final = 3.6
"""ITU-T G.107 annex B: above R 80 (MOS 4.0) users are satisfied, above R 70 (3.6) some are dissatisfied."""


def level_of(score: float | None) -> Level:
    """How a listener takes a mean opinion score."""
    if score is None:
        return ""
    return "good" if score >= GOOD else "fair" if score >= FAIR else "poor"


def told_scores(diagnosis: Diagnosis) -> tuple[CallScores, ...]:
    """What verdicts tell in their detail ``mos``: the packets of speech that were sent without a call."""
    made = (
        CallScores("", verdict.question, tuple(_told(row) for row in rows[:MOST] if isinstance(row, Mapping)))
        for verdict in diagnosis.verdicts
        if isinstance(rows := verdict.details.get("mos"), list)
    )
    return tuple(one for one in made if one.stretches)


def _told(row: Mapping[str, object]) -> Stretch:
    """A row of a file that may come from anyone."""
    begin, end, score = (_number(row.get(name)) for name in ("from_s", "to_s", "mos"))
    reason = row.get("reason")
    why: NoScore = "gap" if reason == "gap" else "short" if reason == "short" else ""
    return Stretch(begin or 0.0, end or 0.0, score, why, level_of(score))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def call_scores(observations: Sequence[Observation]) -> tuple[CallScores, ...]:
    """Every call whose sound was counted over time."""
    made = (
        CallScores(one.id, one.fact.purpose, tuple(stretches(one.fact)))
        for one in observations
        if isinstance(one.fact, MediaTimeline)
    )
    return tuple(one for one in made if one.stretches)


def stretches(timeline: MediaTimeline) -> Iterator[Stretch]:
    """One call in parts of :data:`STRETCH_S`."""
    interval_s = timeline.interval_s
    if not interval_s > 0:
        return
    each = max(1, round(STRETCH_S / interval_s))
    for start in range(0, len(timeline.received), each):
        counts = timeline.received[start : start + each]
        begin = start * interval_s
        score, reason = _judged(counts, interval_s, timeline.pace)
        yield Stretch(round(begin, 1), round(begin + len(counts) * interval_s, 1), score, reason, level_of(score))


def _judged(counts: tuple[int, ...], interval_s: float, pace: float) -> tuple[float | None, NoScore]:
    if pace != 1.0:
        return None, "practice"
    if len(counts) * interval_s < LEAST_S:
        return None, "short"
    if _longest_gap(counts) * interval_s > LONGEST_GAP_S:
        return None, "gap"
    expected = PACKETS_A_SECOND * interval_s * len(counts)
    return round(mos(rating(0.0, 100 * max(0.0, 1 - sum(counts) / expected))), 2), ""


def _longest_gap(counts: tuple[int, ...]) -> int:
    longest = present = 0
    for count in counts:
        present = 0 if count else present + 1
        longest = max(longest, present)
    return longest
