"""A run under judgement: what was observed and what each question was answered, for rules that look at all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.diagnosis.evidence import LEAST_TRIES, Evidence, ids
from app.diagnosis.ranking import SEVERITIES
from app.model.diagnosis import Finding, Verdict
from app.model.facts import SipExchange
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


LAST_LOOK: Final = "last_look"
"""The signal of the plain question that is asked once more where others stayed unanswered."""


def shut_out(evidence: Evidence) -> tuple[str, ...]:
    """What shows that the service heard us at first and nothing of us later: then silence tells nothing of a path."""
    looks = evidence.all(SipExchange, lambda fact: fact.signal == LAST_LOOK)
    deaf = [one for one in looks if one.fact.outcome == "silent" and one.fact.attempts >= LEAST_TRIES]
    return ids(deaf) if deaf and len(deaf) == len(looks) else ()


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
