"""When nothing was found: only measurements that went well allow to say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from app.diagnosis.case import Case, finding
from app.model.diagnosis import Finding
from app.model.facts import CallResult
from app.model.names import Answer, Question

GOOD: Final[tuple[tuple[Question, Answer], ...]] = (
    ("registration", "yes"),
    ("sip_alg", "no"),
    ("hear", "yes"),
    ("speak", "yes"),
    ("keypad", "yes"),
)
"""Good answers that say something about the phone line; "the internet works" alone says too little."""
BESIDE: Final[tuple[tuple[Question, Answer], ...]] = (
    ("long_call", "yes"),
    ("inbound", "yes"),
    ("extension_call", "yes"),
    ("presence", "yes"),
    ("quality", "yes"),
)
"""Good answers to longer tests: each makes it surer, and a bad one of them forbids to say it."""


def find(case: Case, others: Sequence[Finding]) -> Iterator[Finding]:
    """``no_fault_found`` when no other finding is a fault and at least one test of the line went well."""
    good = [verdict for question, reply in GOOD if (verdict := case.says(question, reply))]
    if good and all(other.severity == "info" for other in others) and not unanswered(case) and not contradictory(case):
        bad = any(case.says(question, "no" if reply == "yes" else "yes") for question, reply in (*GOOD, *BESIDE))
        if not bad:
            also = [verdict for question, reply in BESIDE if (verdict := case.says(question, reply))]
            yield finding("no_fault_found", "likely" if len(good) == len(GOOD) else "possible", [*good, *also])


def unanswered(case: Case) -> bool:
    """Whether the newest call to a number got no answer at all: then "no fault" would be untrue, whatever the cause."""
    newest = {seen.fact.purpose: seen.fact.outcome for seen in case.evidence.all(CallResult)}
    return any(outcome in ("silent", "transport_error") for outcome in newest.values())


def contradictory(case: Case) -> bool:
    """Whether the measurements of one direction of sound deny each other: something is wrong, if not known what."""
    return any((verdict := case.verdicts.get(name)) and verdict.reason == "contradictory" for name in ("hear", "speak"))
