"""Verdicts as they become known: judged again after each measurement, told when they changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from app.engine.record import RunRecord
from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import Observation
from app.model.names import Question

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

    def update(self, run: RunRecord, pending: Collection[Question] = ()) -> None:
        """Judge *run* as it stands; what is still being measured stays untold, so that no verdict comes too early."""
        run.diagnosis = self._judge(run.observations)
        for verdict in run.diagnosis.verdicts:
            if verdict.question not in pending and self._told.get(verdict.question) != verdict:
                self._told[verdict.question] = verdict
                run.note_verdict(verdict)
                self._tell(verdict)
