"""Facts as the engine would number them, and what today's rules say of them."""

from __future__ import annotations

from collections.abc import Sequence

from app.diagnosis import diagnose
from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import Fact, Observation
from app.model.names import Question


def judged(facts: Sequence[Fact]) -> Diagnosis:
    """The diagnosis of *facts* in the order in which they were recorded."""
    return diagnose([Observation(f"o{number}", float(number), fact) for number, fact in enumerate(facts, 1)])


def verdict_on(question: Question, facts: Sequence[Fact]) -> Verdict:
    """The verdict on *question*, which must have been given."""
    verdict = judged(facts).verdict(question)
    assert verdict is not None
    return verdict
