"""Two or more runs beside each other: only what differs, with what improved and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.model.names import QUESTIONS, Question
from app.model.session import Run, Session
from app.report.comparison import change_of, compare
from app.report.measures import MEASURES
from app.report.redaction import Redactor
from app.report.view.times import day_and_time
from app.report.view.words import say
from app.report.visible import visible


@dataclass(frozen=True, slots=True)
class RunName:
    """The head of a column, or a row of the list of runs."""

    label: str
    started: str
    finished: str
    finding: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One question or measure: a cell a run, and what became of it from the first to the last that tell."""

    name: str
    cells: tuple[str, ...]
    change: str
    word: str
    chance: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Everything that differs."""

    runs: tuple[RunName, ...]
    rows: tuple[ComparedRow, ...]


def run_names(runs: Sequence[Run], redactor: Redactor) -> tuple[RunName, ...]:
    """All runs with their labels as words where there are any."""
    return tuple(
        RunName(
            label_of(run, redactor),
            day_and_time(run.started),
            day_and_time(run.finished) or say("report", "word", "not_finished"),
            say("findings", run.diagnosis.primary, "title") if run.diagnosis.primary else "",
        )
        for run in runs
    )


def label_of(run: Run, redactor: Redactor) -> str:
    """``before`` and its like in the owner's words; a label that someone chose stays as it is."""
    known = {"before": "before", "after": "after"}.get(run.label)
    return say("report", "run_label", known) if known else redactor.text(run.label, 40)


def compared(session: Session, redactor: Redactor) -> Compared:
    """All runs of *session*; of a session with a single run, the comparison that its file holds."""
    runs = session.runs
    if len(runs) < 2:
        return _from_file(session.comparison or {}, redactor)
    found = (
        *(_question(name, runs) for name in QUESTIONS),
        *(_measure(index, runs) for index in range(len(MEASURES))),
    )
    return Compared(run_names(runs, redactor), tuple(row for row in found if row is not None))


def _question(question: Question, runs: Sequence[Run]) -> ComparedRow | None:
    verdicts = [run.diagnosis.verdict(question) for run in runs]
    answers = [verdict.answer if verdict else None for verdict in verdicts]
    if len(set(answers)) < 2:
        return None
    told = [run for run, answer in zip(runs, answers, strict=True) if answer in ("yes", "no")]
    pair = (told[0], told[-1]) if len(told) > 1 else (runs[0], runs[-1])
    change = change_of(question, pair[0].diagnosis, pair[1].diagnosis)
    made = compare("", pair[0], "", pair[1])["questions"]
    row = next((one for one in _rows(made) if one.get("question") == question), {})
    cells = tuple(_said(question, answer) for answer in answers)
    return _row(say("questions", question, "name"), cells, change, str(row.get("chance", "")))


def _measure(index: int, runs: Sequence[Run]) -> ComparedRow | None:
    measure = MEASURES[index]
    made = [measure.read([item.fact for item in run.observations]) for run in runs]
    told = [run for run, sample in zip(runs, made, strict=True) if sample is not None]
    if len(told) < 2:
        return None
    rows = _rows(compare("", told[0], "", told[-1])["measures"])
    row = next((one for one in rows if one.get("measure") == measure.name), None)
    if row is None:
        return None
    cells = tuple("" if one is None else f"{one.figure:g} {measure.unit}" for one in made)
    return _row(say("report", "measure", measure.name), cells, str(row["change"]), str(row["chance"]))


def _from_file(comparison: Mapping[str, Any], redactor: Redactor) -> Compared:
    """A pair as ``callmend check --compare`` stored it: the other run is in another file."""
    rows = _rows(comparison.get("questions"))
    found = [_stored(row) for row in rows if row.get("before") != row.get("after")]
    found += [_stored_measure(row) for row in _rows(comparison.get("measures"))]
    names = tuple(_stored_name(comparison.get(side), redactor) for side in ("before", "after"))
    return Compared(names if found else (), tuple(found))


def _stored(row: Mapping[str, Any]) -> ComparedRow:
    question = str(row.get("question"))[:40]
    cells = _said(question, row.get("before")), _said(question, row.get("after"))
    return _row(say("questions", question, "name"), cells, str(row.get("change")), str(row.get("chance", "")))


def _stored_measure(row: Mapping[str, Any]) -> ComparedRow:
    cells = tuple(visible(f"{row.get(side)} {row.get('unit')}", 40) for side in ("before", "after"))
    name = say("report", "measure", str(row.get("measure")))
    return _row(name, cells, str(row.get("change")), str(row.get("chance", "")))


def _stored_name(side: object, redactor: Redactor) -> RunName:
    known = side if isinstance(side, dict) else {}
    label = redactor.text(str(known.get("label") or known.get("session") or ""), 40)
    return RunName(label, day_and_time(str(known.get("started") or "")), "", "")


def _row(name: str, cells: tuple[str, ...], change: str, chance: str) -> ComparedRow:
    known = change if change in ("better", "worse") else "same"
    word = say("report", "change", change[:20])
    return ComparedRow(name, cells, known, word, say("report", "chance", chance[:20]) if chance else "")


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _said(question: str, answer: object) -> str:
    if answer is None:
        return say("states", "not_run", "word")
    return say("questions", question, str(answer)[:20])
