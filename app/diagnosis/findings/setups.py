"""Guided comparisons: the same check with something left out. What works then, and did not before, was broken there.

Only a clear difference counts: a "no" on one side and a "yes" on the other, and nothing that is the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.diagnosis.case import Case, finding
from app.diagnosis.evidence import Seen, ids
from app.model.diagnosis import Finding
from app.model.facts import SetupAnswer, SetupMark
from app.model.facts_of_setups import Setup
from app.model.names import Answer, Confidence, FindingId, Question

PAIRS: Final[tuple[tuple[Setup, Setup, FindingId], ...]] = (
    ("usual", "modem", "works_without_router"),
    ("wifi", "cable", "works_by_cable"),
    ("usual", "cable", "works_by_cable"),
    ("usual", "hotspot", "works_by_other_internet"),
    ("wifi", "hotspot", "works_by_other_internet"),
    ("cable", "hotspot", "works_by_other_internet"),
    ("usual", "other_computer", "works_on_other_computer"),
)
"""Connected as it fails, connected otherwise, and what it means when it works then."""
COMPARED: Final[tuple[Question, ...]] = (
    "registration",
    "hear",
    "speak",
    "keypad",
    "long_call",
    "inbound",
    "quality",
    "extension_call",
    "presence",
)
"""Questions whose good answer is "yes" and that say something about calls."""


@dataclass(frozen=True, slots=True)
class _Side:
    answers: dict[Question, Answer]
    because: tuple[str, ...]


def find(case: Case) -> Iterator[Finding]:
    """At most one a pair of connections: it works otherwise, or it is the same."""
    mark = case.evidence.last(SetupMark)
    if mark is None:
        return
    earlier = case.evidence.all(SetupAnswer, lambda fact: fact.question in COMPARED)
    sides = {setup: _side(earlier, setup) for setup in dict.fromkeys(seen.fact.setup for seen in earlier)}
    sides[mark.fact.setup] = _now(case)
    for broken, other, name in PAIRS:
        if broken in sides and other in sides and mark.fact.setup in {broken, other}:
            yield from _compared(sides[broken], sides[other], other, name)


def _compared(broken: _Side, other: _Side, setup: Setup, name: FindingId) -> Iterator[Finding]:
    both = [question for question in COMPARED if question in broken.answers and question in other.answers]
    better = [one for one in both if (broken.answers[one], other.answers[one]) == ("no", "yes")]
    worse = [one for one in both if (broken.answers[one], other.answers[one]) == ("yes", "no")]
    same = [one for one in both if broken.answers[one] == other.answers[one] == "no"]
    because = [broken.because, other.because]
    if better and not worse:
        confidence: Confidence = "certain" if len(better) > 1 and not same else "likely"
        yield finding(name, confidence, because, works=[*better], still=[*same] or None, setup=setup)
    elif same and not better and not worse:
        yield finding("same_in_comparison", "likely", because, still=[*same], setup=setup)


def _side(earlier: tuple[Seen[SetupAnswer], ...], setup: Setup) -> _Side:
    of_setup = [seen for seen in earlier if seen.fact.setup == setup]
    return _Side({seen.fact.question: seen.fact.answer for seen in of_setup}, ids(of_setup))


def _now(case: Case) -> _Side:
    verdicts = [verdict for question in COMPARED if (verdict := case.verdicts.get(question))]
    answers: dict[Question, Answer] = {verdict.question: verdict.answer for verdict in verdicts}
    return _Side(answers, tuple(one for verdict in verdicts for one in verdict.because))
