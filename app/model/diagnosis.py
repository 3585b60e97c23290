"""What was concluded: verdicts and findings, as ids and values; the words live in :mod:`app.words`."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.model.json import JsonValue
from app.model.names import Answer, Confidence, FindingId, Question, Severity


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question, with the ids of the observations it rests on.

    ``reason`` is a stable id of the word list ``reasons``; it says why, above all for ``"cannot_tell"``.
    """

    question: Question
    answer: Answer
    confidence: Confidence
    reason: str
    because: tuple[str, ...] = ()
    details: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the owner or support can act on."""

    id: FindingId
    severity: Severity
    confidence: Confidence
    because: tuple[str, ...] = ()
    details: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All verdicts of a run, its findings in order of rank, and the first of them."""

    verdicts: tuple[Verdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    primary: FindingId | None = None

    def verdict(self, question: Question) -> Verdict | None:
        """The verdict on *question*, or ``None`` when it was not asked."""
        return next((verdict for verdict in self.verdicts if verdict.question == question), None)
