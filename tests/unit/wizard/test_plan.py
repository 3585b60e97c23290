"""After a fix the test that went wrong runs first, and none is lost."""

from __future__ import annotations

from app.model.diagnosis import Diagnosis, Finding
from app.model.names import FINDING_IDS, QUESTIONS, FindingId, Question
from app.wizard.answers import Known
from app.wizard.plan import MEASURES, cause_tests, questions_again
from tests.unit.wizard.situations import verdict

PLANNED = {question for questions in MEASURES.values() for question in questions}


def _known(primary: FindingId, *questions: Question) -> Known:
    verdicts = tuple(verdict(question, "yes") for question in questions)
    return Known(diagnoses={"before": Diagnosis(verdicts, (Finding(primary, "major", "certain"),), primary)})


def test_the_test_tied_to_the_cause_comes_first() -> None:
    again = questions_again(_known("keypad_tones_lost", "internet", "registration", "keypad"))
    assert again == ("keypad", "internet", "registration")


def test_a_test_is_asked_once_although_it_is_tied_to_the_cause() -> None:
    again = questions_again(_known("sip_alg_rewrites", "internet", "sip_alg", "registration"))
    assert again == ("sip_alg", "registration", "internet")


def test_with_nothing_known_the_network_is_looked_at() -> None:
    assert questions_again(Known()) == ("internet", "dns", "nat")


def test_the_tests_tied_to_a_cause_can_be_run() -> None:
    for finding in FINDING_IDS:
        assert set(cause_tests(finding)) <= PLANNED


def test_every_question_is_measured_on_some_screen() -> None:
    assert set(QUESTIONS) == PLANNED
