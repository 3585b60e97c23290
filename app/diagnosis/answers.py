"""Short ways to give an answer. The reason is an id of the word list ``reasons``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.diagnosis.evidence import Evidence, Seen, ids
from app.diagnosis.reasons import Reason
from app.model.diagnosis import Verdict
from app.model.json import JsonValue
from app.model.names import Answer, Confidence, Question


def answer(
    question: Question,
    reply: Answer,
    reason: Reason,
    because: Iterable[Seen[Any]],
    confidence: Confidence = "certain",
    **details: JsonValue,
) -> Verdict:
    """A verdict that rests on *because*. A detail that is not known is left out."""
    known: dict[str, JsonValue] = {name: value for name, value in details.items() if value is not None}
    return Verdict(question, reply, confidence, reason, ids(because), known)


def cannot_tell(question: Question, reason: Reason, because: Iterable[Seen[Any]] = (), **details: JsonValue) -> Verdict:
    """The third answer. Its confidence says nothing and is the lowest."""
    return answer(question, "cannot_tell", reason, because, "possible", **details)


def not_run(question: Question, evidence: Evidence) -> Verdict | None:
    """What is left to say without a measurement: that it was skipped and why, or nothing when it was never asked."""
    skipped = evidence.not_run(question)
    return cannot_tell(question, "not_run", [skipped], not_run=skipped.fact.reason) if skipped else None
