"""Guided comparisons: what earlier runs answered becomes evidence of the run that is connected otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from app.model.facts import Fact, SetupAnswer, SetupMark
from app.model.facts_of_setups import Setup, setup_of
from app.model.session import Run

UNMARKED: Final = "before"
"""The label of a first check that nobody called anything."""


def setup_facts(label: str, earlier: Iterable[Run]) -> Iterator[Fact]:
    """How the run *label* is connected, and the newest answers of each other way; nothing for labels of other kinds."""
    setup = setup_of(label)
    if setup is None:
        return
    newest: dict[Setup, Run] = {}
    for run in earlier:
        other = setup_of(run.label)
        if other is not None and other != setup:
            newest[other] = run
    if label == UNMARKED and not newest:
        return
    yield SetupMark(setup)
    for other, run in newest.items():
        for verdict in run.diagnosis.verdicts:
            yield SetupAnswer(other, verdict.question, verdict.answer, verdict.reason)
