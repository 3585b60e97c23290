"""Guided comparisons: what works when something is left out was broken there, and nothing less clear is concluded."""

from __future__ import annotations

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Finding
from app.model.facts import CallResult, Fact, MediaFlow, Registration, SetupAnswer, SetupMark, SoundHeard
from app.model.facts_of_setups import Setup, setup_of
from app.model.names import Answer, Question
from tests.unit.diagnosis.observed import observe


def call(*, heard: bool = True) -> list[Fact]:
    return [
        SoundHeard("echo", 400, 300 if heard else 0, -20.0 if heard else None, not heard),
        MediaFlow("echo", "inbound", "us", 500 if heard else 0, 0, 0, 1.0, None, None, None),
        MediaFlow("echo", "inbound", "far_end_bye", 500, None, None, None, None, None, None),
        CallResult("echo", "connected", 200, "OK", 0.2, 6.0, "us", ""),
    ]


def signed_in(*, works: bool = True) -> Fact:
    outcome = ("registered", 200) if works else ("silent", None)
    return Registration("198.51.100.20:5060", "udp", outcome[0], outcome[1], "", 1, 0.1)  # type: ignore[arg-type]


def earlier(setup: Setup, **answers: Answer) -> list[Fact]:
    return [SetupAnswer(setup, question, answer, "x") for question, answer in answers.items()]  # type: ignore[arg-type]


def found(*facts: Fact) -> dict[str, Finding]:
    return {one.id: one for one in diagnose(observe(*facts)).findings}


def test_clean_behind_the_modem_and_broken_behind_the_router_is_the_router() -> None:
    facts = [SetupMark("modem"), *earlier("usual", hear="no", registration="yes"), signed_in(), *call()]
    told = found(*facts)
    assert told["works_without_router"].details == {"works": ["hear"], "setup": "modem"}
    assert "no_fault_found" not in told
    assert diagnose(observe(*facts)).primary == "works_without_router"


def test_the_order_of_the_two_checks_does_not_matter() -> None:
    facts = [SetupMark("usual"), *earlier("modem", hear="yes", registration="yes"), signed_in(), *call(heard=False)]
    diagnosis = diagnose(observe(*facts))
    assert diagnosis.primary == "works_without_router"  # the cause stands before what it does
    assert "no_sound_inbound" in {one.id for one in diagnosis.findings}


def test_the_same_behind_the_modem_clears_the_router() -> None:
    facts = [SetupMark("modem"), *earlier("usual", hear="no"), signed_in(), *call(heard=False)]
    told = found(*facts)
    assert told["same_in_comparison"].details["still"] == ["hear"]
    assert "works_without_router" not in told


@pytest.mark.parametrize(
    ("now", "before", "finding"),
    [
        ("cable", "wifi", "works_by_cable"),
        ("cable", "usual", "works_by_cable"),
        ("hotspot", "usual", "works_by_other_internet"),
        ("other_computer", "usual", "works_on_other_computer"),
    ],
)
def test_each_comparison_has_its_own_meaning(now: Setup, before: Setup, finding: str) -> None:
    told = found(SetupMark(now), *earlier(before, hear="no"), signed_in(), *call())
    assert set(told) == {finding}


def test_two_answers_that_got_better_and_none_that_stayed_are_certain() -> None:
    told = found(SetupMark("modem"), *earlier("usual", hear="no", registration="no"), signed_in(), *call())
    assert told["works_without_router"].confidence == "certain"


@pytest.mark.parametrize(
    ("questions", "reason"),
    [
        ({"hear": "cannot_tell"}, "an answer that was none proves no difference"),
        ({"hear": "yes"}, "it always worked"),
        ({"speak": "no"}, "nobody asked that here"),
        ({"sip_alg": "yes", "nat": "yes"}, "these are no troubles of calls"),
        ({}, "nothing was compared"),
    ],
)
def test_no_clear_difference_says_nothing(questions: dict[Question, Answer], reason: str) -> None:
    told = found(SetupMark("modem"), *earlier("usual", **questions), signed_in(), *call())
    assert not set(told) & {"works_without_router", "same_in_comparison"}, reason


def test_better_here_and_worse_there_is_no_proof() -> None:
    facts = [SetupMark("modem"), *earlier("usual", registration="yes", hear="no"), signed_in(works=False), *call()]
    assert not set(found(*facts)) & {"works_without_router", "same_in_comparison"}


def test_a_run_without_a_way_of_connecting_is_compared_with_nothing() -> None:
    assert "works_without_router" not in found(*earlier("usual", hear="no"), signed_in(), *call())


def test_two_ways_that_have_nothing_to_do_with_each_other_are_not_compared() -> None:
    assert "works_by_cable" not in found(SetupMark("cable"), *earlier("modem", hear="no"), signed_in(), *call())


def test_labels_name_ways_of_connecting_or_nothing() -> None:
    assert setup_of("before") == "usual"
    assert setup_of("hotspot") == "hotspot"
    assert setup_of("after") is None
