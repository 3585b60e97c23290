"""Speech quality in stretches of ten seconds, as the session holds it; "not computed" where a figure would lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.model.session import Run
from app.report.redaction import Redactor
from app.report.view.times import seconds
from app.report.view.words import say

MOST: Final = 300
GOOD: Final = 4.0
FAIR: Final = 3.6
"""ITU-T G.107 annex B: above R 80 (MOS 4.0) users are satisfied, above R 70 (3.6) some are dissatisfied."""


@dataclass(frozen=True, slots=True)
class Score:
    """One stretch. ``level``: good, fair, poor or none; ``share``: of the scale from 1 to 4.5, for the bar."""

    time: str
    value: str
    level: str
    share: int


@dataclass(frozen=True, slots=True)
class ScoreStrip:
    """All stretches of one call or verdict."""

    title: str
    scores: tuple[Score, ...]


def score_strips(run: Run, redactor: Redactor) -> tuple[ScoreStrip, ...]:
    """Verdicts that carry ``mos`` first, then every call whose sound was counted over time."""
    strips = [
        ScoreStrip(say("questions", verdict.question, "name"), _scores(verdict.details["mos"], redactor))
        for verdict in run.diagnosis.verdicts
        if isinstance(verdict.details.get("mos"), list)
    ]
    for call in run.figures.scores if run.figures else ():
        rows = [asdict(stretch) for stretch in call.stretches]
        strips.append(ScoreStrip(redactor.text(call.call, 40), _scores(rows, redactor)))
    return tuple(strip for strip in strips if strip.scores)


def _scores(rows: Any, redactor: Redactor) -> tuple[Score, ...]:
    return tuple(_score(row, redactor) for row in rows[:MOST] if isinstance(row, Mapping))


def _score(row: Mapping[str, Any], redactor: Redactor) -> Score:
    start, end, mos = row.get("from_s"), row.get("to_s"), row.get("mos")
    time = " - ".join(seconds(float(one)) for one in (start, end) if isinstance(one, (int, float)))
    if not isinstance(mos, (int, float)) or isinstance(mos, bool):
        reason = redactor.text(str(row.get("reason") or ""), 30)
        why = say("report", "no_score", reason) if reason else ""
        return Score(time, " ".join(filter(None, (say("report", "word", "not_computed"), why))), "none", 0)
    level = "good" if mos >= GOOD else "fair" if mos >= FAIR else "poor"
    share = round(100 * (min(max(float(mos), 1.0), 4.5) - 1) / 3.5)
    return Score(time, f"{mos:.1f} ({say('report', 'score', level)})", level, share)
