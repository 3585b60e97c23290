"""All that support sees of one run."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.session import Run, Session
from app.report.redaction import Redactor
from app.report.view import charts, evidence, ladders, messages, network, scores, sound
from app.report.view.compared import RunName, run_names


@dataclass(frozen=True, slots=True)
class RunView:
    """One run; ``number`` counts from 1 and keeps the ids of its parts apart from those of other runs."""

    number: int
    name: RunName
    details: tuple[evidence.Detail, ...]
    network: tuple[network.Node, ...]
    arrows: tuple[messages.Arrow, ...]
    changed: tuple[messages.ChangedField, ...]
    exchanges: tuple[messages.Exchange, ...]
    calls: tuple[ladders.CallLadder, ...]
    ladder: tuple[messages.Rung, ...]
    left_out: int
    sound: tuple[sound.SoundRow, ...]
    charts: tuple[charts.Chart, ...]
    scores: tuple[scores.ScoreStrip, ...]
    timeline: tuple[evidence.ObservationRow, ...]
    groups: tuple[evidence.Group, ...]


def run_views(session: Session, redactor: Redactor) -> tuple[RunView, ...]:
    """The last run first: it is what page one speaks of."""
    names = run_names(session.runs, redactor)
    numbered = list(enumerate(zip(session.runs, names, strict=True), start=1))
    return tuple(_view(number, run, name, session, redactor) for number, (run, name) in reversed(numbered))


def _view(number: int, run: Run, name: RunName, session: Session, redactor: Redactor) -> RunView:
    seen, diagnosis = run.observations, run.diagnosis
    marked = {one for finding in diagnosis.findings[:3] for one in finding.because}
    return RunView(
        number,
        name,
        details=evidence.details(diagnosis, run.figures, redactor),
        network=network.network_path(session, seen, redactor),
        arrows=messages.drawn_ladder(diagnosis, seen, redactor),
        changed=messages.changed_fields(diagnosis, redactor),
        exchanges=messages.exchanges(diagnosis, seen, redactor),
        calls=ladders.call_ladders(seen, run.figures, marked, redactor),
        ladder=messages.ladder(seen, redactor),
        left_out=messages.left_out(seen),
        sound=sound.sound_rows(run.figures, redactor),
        charts=charts.charts(seen, run.figures, redactor),
        scores=scores.score_strips(run, redactor),
        timeline=evidence.timeline(seen, redactor),
        groups=evidence.grouped(seen, redactor),
    )
