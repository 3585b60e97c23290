"""Testing with one thing changed: what is left to try, when it is offered, and what comes of it."""

from __future__ import annotations

from dataclasses import replace

from app.model.diagnosis import Diagnosis, Finding, Verdict
from app.wizard.answers import Answers, Known, Situation
from app.wizard.catalogue import catalogue
from app.wizard.comparing import compared, comparison_finding, ways_left
from app.wizard.journey import Journey, advance
from app.wizard.presses import presses
from tests.unit.wizard.situations import ALL, known_with

WEAK_LINE = known_with("line_quality")
THERE = Answers(practice="healthy", connection="cable")


def offered(screen: str, known: Known, answers: Answers = THERE) -> bool:
    row = presses(catalogue()[screen], Situation(answers, known, ALL))
    return "other_way" in [button.id for button in (row.main, *row.others) if button]


def run_as(label: str, *findings: Finding, **answers: str) -> Known:
    """The first run heard nothing; the present one is called *label*."""
    first = Diagnosis((Verdict("hear", "no", "certain", "measured"),), (), "no_sound_inbound")
    told = tuple(Verdict(name, said, "certain", "measured") for name, said in answers.items())  # type: ignore[arg-type]
    now = Diagnosis(told, findings, findings[0].id if findings else None)
    return Known(label, {"before": first, label: now}, {item.question: item for item in told})


def test_what_is_usual_or_was_tested_is_not_offered_again() -> None:
    assert ways_left(Known(), THERE) == ("modem", "hotspot")
    assert ways_left(Known(diagnoses={"modem": Diagnosis()}), Answers(connection="wifi")) == ("cable", "hotspot")


def test_it_is_offered_where_it_tells_whose_fault_it_is() -> None:
    assert offered("51", WEAK_LINE)
    assert not offered("51", known_with("sip_alg_rewrites"))  # its guide comes first
    assert offered("62", known_with("sip_alg_rewrites"))
    assert not offered("62", known_with("no_fault_found"))


def test_the_way_there_and_back() -> None:
    chosen = replace(THERE, way="modem")
    step = advance(Journey("56", THERE), "check", WEAK_LINE, ALL, chosen)
    assert (step.journey.screen, step.starts) == ("55p", True)
    works = run_as("modem", Finding("works_without_router", "info", "likely"), hear="yes")
    result = advance(step.journey, "measured", works, ALL, step.journey.answers).journey
    assert result.screen == "56r"
    onwards = advance(result, "fix", works, ALL, result.answers).journey
    assert (onwards.screen, onwards.answers.way, onwards.answers.fixing) == ("32b", "", True)


def test_only_what_both_runs_told_stands_side_by_side_and_what_differs_first() -> None:
    known = run_as("hotspot", Finding("works_by_other_internet", "info", "likely"), speak="yes", hear="yes")
    assert [(now.question, now.answer, was.answer) for now, was in compared(known)] == [("hear", "yes", "no")]
    told = comparison_finding(known)
    assert told is not None
    assert told.id == "works_by_other_internet"
    assert comparison_finding(run_as("hotspot", hear="no")) is None
