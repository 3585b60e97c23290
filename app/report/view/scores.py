"""Speech quality in stretches of ten seconds, as the session holds it; "not computed" where a figure would lie."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.figures import CallScores, Stretch
from app.model.names import QUESTIONS
from app.model.session import Run
from app.report.redaction import Redactor
from app.report.view.names import call_name
from app.report.view.times import seconds
from app.report.view.words import say


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
    """Every call whose sound was counted over time, and the packets of speech that were sent without one."""
    told = run.figures.scores if run.figures else ()
    return tuple(ScoreStrip(_title(one, redactor), tuple(map(_score, one.stretches))) for one in told)


def _title(one: CallScores, redactor: Redactor) -> str:
    if one.call in QUESTIONS and not one.observation:
        return say("questions", one.call, "name")
    return call_name(one.call, redactor)


def _score(stretch: Stretch) -> Score:
    time = f"{seconds(stretch.from_s)} - {seconds(stretch.to_s)}"
    if stretch.mos is None or not stretch.level:
        why = say("report", "no_score", stretch.reason) if stretch.reason else ""
        return Score(time, " ".join(filter(None, (say("report", "word", "not_computed"), why))), "none", 0)
    word = say("report", "score", stretch.level)
    return Score(time, f"{stretch.mos:.1f} ({word})", stretch.level, _width(stretch.mos))


def _width(mos: float) -> int:
    """Of the bar, in percent of the scale from 1 to 4.5."""
    return round(100 * (min(max(mos, 1.0), 4.5) - 1) / 3.5)
