"""The last verdict on each question, and the facts that it was asked of: a run is judged again after each measurement,
and most of them change nothing for most questions. What comes out is the same as without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.diagnosis.evidence import Evidence, Seen
from app.model.diagnosis import Verdict
from app.model.names import Question

Judge = Callable[[Evidence], Verdict | None]


@dataclass(frozen=True, slots=True)
class _Known:
    judge: Judge
    kinds: frozenset[type]
    facts: tuple[tuple[Seen[Any], ...], ...]
    verdict: Verdict | None


class Remembered:
    """Verdicts by question; one each."""

    def __init__(self) -> None:
        self._known: dict[Question, _Known] = {}

    def verdict(self, question: Question, judge: Judge, evidence: Evidence) -> Verdict | None:
        """What *judge* says of *evidence*: looked up where it has seen the very same facts."""
        known = self._known.get(question)
        if known is not None and known.judge is judge and evidence.of(known.kinds) == known.facts:
            return known.verdict
        watched = evidence.watched()
        verdict = judge(watched)
        kinds = frozenset(watched.asked)
        self._known[question] = _Known(judge, kinds, evidence.of(kinds), verdict)
        return verdict
