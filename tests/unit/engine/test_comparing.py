"""Labelled runs: their answers become evidence of the run that is connected otherwise."""

from __future__ import annotations

from app.engine.comparing import setup_facts
from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import SetupAnswer, SetupMark
from app.model.names import Answer
from app.model.session import Run, Timings


def run(label: str, hear: Answer) -> Run:
    verdict = Verdict("hear", hear, "certain", "x", (), {})
    return Run(label, "2026-01-01T00:00:00.000Z", None, Timings(), (), Diagnosis((verdict,), (), None))


def test_the_newest_run_of_each_other_way_is_told() -> None:
    facts = list(setup_facts("modem", [run("before", "yes"), run("usual", "no"), run("cable", "yes")]))
    assert facts == [
        SetupMark("modem"),
        SetupAnswer("usual", "hear", "no", "x"),
        SetupAnswer("cable", "hear", "yes", "x"),
    ]


def test_a_first_check_and_the_check_after_a_fix_are_no_comparisons() -> None:
    assert list(setup_facts("before", [])) == []
    assert list(setup_facts("after", [run("before", "no")])) == []
    assert list(setup_facts("modem", [run("modem", "no")])) == [SetupMark("modem")]
