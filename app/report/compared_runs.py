"""All runs of a session beside each other, as the session file keeps them: a column a run, a row for what differs."""

from __future__ import annotations

from collections.abc import Sequence

from app.model.diagnosis import Diagnosis
from app.model.json import JsonObject, JsonValue
from app.model.names import QUESTIONS, Question
from app.model.session import Run, Session
from app.report.comparison import answer_of, chance_of, change_of, compare, measured, name_of
from app.report.measures import MEASURES, Measure


def compare_sessions(session: Session, earlier: Session | None) -> JsonObject | None:
    """The last run of *session* beside the last of *earlier*, or without one all runs of its own.

    ``None`` when there is only one run.
    """
    if not session.runs:
        return None
    named = [(session.id, run) for run in session.runs]
    if earlier is not None and earlier.runs:
        named = [(earlier.id, earlier.runs[-1]), named[-1]]
    return compare_runs(named) if len(named) > 1 else None


def compare_runs(named: Sequence[tuple[str, Run]]) -> JsonObject:
    """The first run beside the last, and all of them in ``table``; each with the id of its session."""
    runs = [run for _, run in named]
    found = (*(_asked(question, runs) for question in QUESTIONS), *(_measured(measure, runs) for measure in MEASURES))
    table: list[JsonValue] = [row for row in found if row is not None]
    return {**compare(*named[0], *named[-1]), "runs": [name_of(*one) for one in named], "table": table}


def _asked(question: Question, runs: Sequence[Run]) -> JsonObject | None:
    """A question that was answered in more than one way; its change is from the first run that tells to the last."""
    diagnoses = [run.diagnosis for run in runs]
    answers = [answer_of(question, one) for one in diagnoses]
    if len(set(answers)) < 2:
        return None
    first, last = _ends([one for one in diagnoses if answer_of(question, one) in ("yes", "no")], diagnoses)
    change, chance = change_of(question, first, last), chance_of(question, first, last)
    return {"question": question, "cells": list(answers), "change": change, "chance": chance}


def _ends(told: Sequence[Diagnosis], others: Sequence[Diagnosis]) -> tuple[Diagnosis, Diagnosis]:
    chosen = told if len(told) > 1 else others
    return chosen[0], chosen[-1]


def _measured(measure: Measure, runs: Sequence[Run]) -> JsonObject | None:
    samples = [measure.read([item.fact for item in run.observations]) for run in runs]
    told = [sample for sample in samples if sample is not None]
    row = measured(measure, told[0], told[-1]) if len(told) > 1 else None
    if row is None:
        return None
    cells: list[JsonValue] = [None if sample is None else sample.figure for sample in samples]
    return {
        "measure": measure.name,
        "unit": measure.unit,
        "cells": cells,
        "change": row["change"],
        "chance": row["chance"],
    }
