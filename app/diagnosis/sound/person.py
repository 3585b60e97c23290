"""What a person heard beside what was measured: it decides where the measurement could not, and never against proof."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.diagnosis.answers import answer, cannot_tell
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.reasons import Reason
from app.model.diagnosis import Verdict
from app.model.facts import PersonSaid
from app.model.names import Answer, Question

GOOD: Final = frozenset({"all", "clear"})
BAD: Final = frozenset({"none", "no"})
_REASONS: Final[dict[tuple[Question, Answer], Reason]] = {
    ("hear", "yes"): "person_heard_voice",
    ("hear", "no"): "person_heard_no_voice",
    ("speak", "yes"): "person_heard_self",
    ("speak", "no"): "person_heard_not_self",
}


def with_person(verdict: Verdict | None, evidence: Evidence) -> Verdict | None:
    """*verdict*, or another one where the person's answer fills its gap or contradicts it.

    A certain measurement stands: sound that surely arrived and was not heard went to the wrong loudspeaker.
    """
    if verdict is None:
        return None
    said = evidence.last(PersonSaid, lambda fact: fact.question == verdict.question and fact.answer in GOOD | BAD)
    if said is None:
        return verdict
    reply: Answer = "yes" if said.fact.answer in GOOD else "no"
    if verdict.answer == "cannot_tell" and verdict.reason != "contradictory":
        return _filled(verdict, said, reply)
    if verdict.answer in {"yes", "no"} and verdict.answer != reply and verdict.confidence != "certain":
        return replace(cannot_tell(verdict.question, "contradictory", [said]), because=(*verdict.because, said.id))
    return verdict


def _filled(verdict: Verdict, said: Seen[PersonSaid], reply: Answer) -> Verdict:
    """A voice that was heard came by some way; one that was not may be the fault of the loudspeaker."""
    filled = answer(
        verdict.question,
        reply,
        _REASONS[verdict.question, reply],
        [said],
        "likely" if reply == "yes" else "possible",
        measured=verdict.reason,
    )
    return replace(filled, because=(*verdict.because, said.id))
