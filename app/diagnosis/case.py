"""A run under judgement: what was observed and what each question was answered, for rules that look at all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.diagnosis.evidence import Evidence
from app.diagnosis.ranking import SEVERITIES
from app.model.diagnosis import Finding, Verdict
from app.model.json import JsonValue
from app.model.names import Answer, Confidence, FindingId, Question


@dataclass(frozen=True, slots=True)
class Case:
    """Evidence and verdicts of one run."""

    evidence: Evidence
    verdicts: dict[Question, Verdict]

    def says(self, question: Question, reply: Answer) -> Verdict | None:
        """The verdict on *question* if that is its answer."""
        verdict = self.verdicts.get(question)
        return verdict if verdict is not None and verdict.answer == reply else None


NOT_THE_SERVICE: Final = frozenset({"resolver_invents", "resolver_leads_inside"})


def was_led_astray(case: Case) -> bool:
    """Whether the name led to somebody else's computer: its silence is not the phone service's."""
    nameless = case.says("dns", "no")
    return nameless is not None and nameless.reason in NOT_THE_SERVICE


FORGED_ANSWER: Final = "forged_answer"
"""The signal of answers that were not the provider's."""


def answers_are_forged(case: Case) -> bool:
    """Whether something on the way answers in the provider's place: then a refusal is not the provider's word."""
    proof = case.says("sip_alg", "yes")
    signals = proof.details.get("signals") if proof is not None else None
    return isinstance(signals, list) and FORGED_ANSWER in signals


def finding(
    name: FindingId, confidence: Confidence, because: Iterable[Verdict | tuple[str, ...]], **details: JsonValue
) -> Finding:
    """A finding that rests on verdicts or observation ids. A detail that is not known is left out."""
    ids = [one for part in because for one in (part.because if isinstance(part, Verdict) else part)]
    known: dict[str, JsonValue] = {key: value for key, value in details.items() if value is not None}
    return Finding(name, SEVERITIES[name], confidence, tuple(dict.fromkeys(ids)), known)
