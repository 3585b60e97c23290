"""A verdict is looked up only where the very same facts were judged by the very same rule."""

from __future__ import annotations

from app.diagnosis.answers import answer
from app.diagnosis.evidence import Evidence
from app.diagnosis.remembered import Remembered
from app.model.diagnosis import Verdict
from app.model.facts import Fact, NotRun, PersonSaid, RunMark
from tests.unit.diagnosis.observed import observe


class Judge:
    """Counts how often it was asked; looks at what a person said, and at nothing else."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, evidence: Evidence) -> Verdict:
        self.asked += 1
        return answer("hear", "yes", "sound_heard", evidence.all(PersonSaid))


def judged(judge: Judge, known: Remembered, *facts: Fact) -> int:
    verdict = known.verdict("hear", judge, Evidence(observe(*facts)))
    assert verdict == Judge()(Evidence(observe(*facts)))
    return judge.asked


SAID = PersonSaid("hear", "all")


def test_what_it_did_not_look_at_changes_nothing() -> None:
    judge, known = Judge(), Remembered()
    assert judged(judge, known, SAID) == 1
    assert judged(judge, known, SAID, RunMark("stopped")) == 1
    assert judged(judge, known, SAID, RunMark("stopped"), NotRun("speak", "stopped")) == 1


def test_a_new_fact_of_its_kind_or_another_place_is_judged_anew() -> None:
    judge, known = Judge(), Remembered()
    assert judged(judge, known, SAID) == 1
    assert judged(judge, known, SAID, PersonSaid("hear", "none")) == 2
    assert judged(judge, known, RunMark("stopped"), SAID) == 3
    assert judged(judge, known) == 4


def test_another_rule_is_asked_itself() -> None:
    known = Remembered()
    assert judged(Judge(), known, SAID) == 1
    assert judged(Judge(), known, SAID) == 1
