"""Two or more runs beside each other: only what differs, with what improved and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.model.session import Run, Session
from app.report.redaction import Redactor
from app.report.view.times import day_and_time
from app.report.view.words import say
from app.report.visible import visible
from app.words import entries


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
            label_of(run.label, redactor),
            day_and_time(run.started),
            day_and_time(run.finished) or say("report", "word", "not_finished"),
            say("findings", run.diagnosis.primary, "title") if run.diagnosis.primary else "",
        )
        for run in runs
    )


def label_of(label: str, redactor: Redactor) -> str:
    """``before`` and its like in the owner's words; a label that someone chose stays as it is."""
    known = entries("report")["run_label"]
    return say("report", "run_label", label) if label in known else redactor.text(label, 40)


def compared(session: Session, redactor: Redactor) -> Compared:
    """What the session's comparison holds: all its runs, or a pair whose other half is in another file."""
    made = session.comparison or {}
    if not isinstance(made.get("table"), list):
        return _pair(made, redactor)
    names = tuple(_stored_name(one, redactor) for one in _rows(made.get("runs")))
    rows = (_table_row(row, len(names)) for row in _rows(made.get("table")))
    return Compared(names, tuple(rows))


def _table_row(row: Mapping[str, Any], width: int) -> ComparedRow:
    """A row of the table, with as many cells as there are runs."""
    found = row.get("cells")
    cells = [*(found if isinstance(found, list) else ()), *[None] * width][:width]
    change, chance = str(row.get("change")), str(row.get("chance", ""))
    if "question" in row:
        question = str(row["question"])[:40]
        said = tuple(_said(question, cell) for cell in cells)
        return _row(say("questions", question, "name"), said, change, chance)
    figures = tuple("" if cell is None else _figure(cell, row) for cell in cells)
    return _row(say("report", "measure", str(row.get("measure"))[:40]), figures, change, chance)


def _figure(value: object, row: Mapping[str, Any]) -> str:
    number = f"{value:g}" if isinstance(value, (int, float)) else str(value)
    return visible(f"{number} {row.get('unit')}", 40)


def _pair(comparison: Mapping[str, Any], redactor: Redactor) -> Compared:
    """A pair as versions before the table stored it."""
    rows = _rows(comparison.get("questions"))
    found = [_stored(row) for row in rows if row.get("before") != row.get("after")]
    found += [_stored_measure(row) for row in _rows(comparison.get("measures"))]
    names = tuple(_stored_name(comparison.get(side), redactor) for side in ("before", "after"))
    return Compared(names if found else (), tuple(found))


def _stored(row: Mapping[str, Any]) -> ComparedRow:
    return _table_row({**row, "cells": [row.get("before"), row.get("after")], "question": row.get("question")}, 2)


def _stored_measure(row: Mapping[str, Any]) -> ComparedRow:
    return _table_row({**row, "cells": [row.get("before"), row.get("after")]}, 2)


def _stored_name(side: object, redactor: Redactor) -> RunName:
    known = side if isinstance(side, dict) else {}
    label = str(known.get("label") or known.get("session") or "")
    return RunName(label_of(label, redactor), day_and_time(str(known.get("started") or "")), "", "")


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
