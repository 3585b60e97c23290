"""Verdicts as they become known: judged again after each measurement, told when they changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from app.engine.record import RunRecord
from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import Observation
from app.model.names import Question

EARLY: Final[frozenset[Question]] = frozenset({"sip_alg"})
"""Questions whose probe's first answers mostly decide; what it asks after them adds signals. Such a verdict is told
while the probe still works, when it is a yes or a no, and again at the end should it have changed."""

Judge = Callable[[Sequence[Observation]], Diagnosis]


class VerdictBoard:
    """Remembers what the driver was told of the current run."""

    def __init__(self, judge: Judge, tell: Callable[[Verdict], None]) -> None:
        self._judge = judge
        self._tell = tell
        self._told: dict[Question, Verdict] = {}

    def clear(self) -> None:
        """A new run begins."""
        self._told.clear()

    def forget(self, questions: Collection[Question]) -> None:
        """These are measured again; what is found then is news."""
        for question in questions:
            self._told.pop(question, None)

    def update(self, run: RunRecord, pending: Collection[Question] = ()) -> None:
        """Judge *run* as it stands; what is still being measured stays untold, so that no verdict comes too early."""
        run.diagnosis = self._judge(run.observations)
        for verdict in run.diagnosis.verdicts:
            if verdict.question not in pending:
                self._say(run, verdict)

    def awaits_early(self, pending: Collection[Question]) -> bool:
        """Whether a verdict may be told before its probe has ended."""
        return any(question in pending and question not in self._told for question in EARLY)

    def update_early(self, run: RunRecord, pending: Collection[Question]) -> None:
        """Tell what is decided already of the questions that may be told early."""
        for verdict in self._judge(run.observations).verdicts:
            if verdict.question in EARLY and verdict.question in pending and verdict.answer != "cannot_tell":
                self._say(run, verdict)

    def _say(self, run: RunRecord, verdict: Verdict) -> None:
        before = self._told.get(verdict.question)
        if before == verdict:
            return
        self._told[verdict.question] = verdict
        if before is None or before.answer != verdict.answer:
            run.note_answer(verdict.question)
        self._tell(verdict)
