"""Answers become the four states of a test."""

from __future__ import annotations

import pytest

from app.model.diagnosis import Diagnosis, Finding, Verdict
from app.model.names import QUESTIONS, Answer, FindingId, Question
from app.model.states import state_of
from app.words import entries


@pytest.mark.parametrize(
    ("question", "reply", "state"),
    [
        ("hear", "yes", "pass"),
        ("hear", "no", "fail"),
        ("hear", "cannot_tell", "warn"),
        ("sip_alg", "yes", "fail"),
        ("sip_alg", "no", "pass"),
        ("local_firewall", "yes", "fail"),
        ("local_firewall", "no", "pass"),
        ("nat", "yes", "pass"),
        ("nat", "no", "pass"),
        ("nat", "cannot_tell", "warn"),
    ],
)
def test_answers(question: Question, reply: Answer, state: str) -> None:
    assert state_of(question, Diagnosis((Verdict(question, reply, "certain", "stopped"),))) == state


def test_not_asked_and_not_run_are_not_run() -> None:
    skipped = Verdict("hear", "cannot_tell", "possible", "not_run")
    assert state_of("hear", Diagnosis()) == "not_run"
    assert state_of("hear", Diagnosis((skipped,))) == "not_run"


@pytest.mark.parametrize(
    ("name", "question", "reply"),
    [("sip_alg_present_harmless", "sip_alg", "yes"), ("double_nat", "nat", "yes"), ("vpn_active", "nat", "yes")],
)
def test_a_finding_can_make_it_a_warning(name: FindingId, question: Question, reply: Answer) -> None:
    verdict = Verdict(question, reply, "certain", "stopped")
    assert state_of(question, Diagnosis((verdict,), (Finding(name, "minor", "likely"),))) == "warn"


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_words_call_the_same_answer_good(question: Question) -> None:
    good = entries("questions")[question]["good"]
    for reply in ("yes", "no"):
        state = state_of(question, Diagnosis((Verdict(question, reply, "certain", "stopped"),)))
        assert (state == "pass") == (good in (reply, "either"))
