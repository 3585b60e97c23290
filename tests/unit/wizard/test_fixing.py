"""Walking the fix: one step a screen, exact Back, at most three fixes, and what the engine says of the router."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.model.names import FindingId
from app.wizard.answers import Answers, Known, Situation, Walk
from app.wizard.catalogue import catalogue
from app.wizard.decisions import MAX_FIXES
from app.wizard.journey import Journey, advance, back
from app.wizard.learning import MOST_ROUTERS, learn
from app.wizard.presses import presses
from tests.unit.wizard.situations import ALL, known_with

ALG = known_with("sip_alg_rewrites")
MENDING = Answers(practice="healthy", fixing=True, walk=Walk("one", 3, "http://192.168.1.1/"))


def press(journey: Journey, event: str, answers: Answers | None = None) -> Journey:
    return advance(journey, event, ALG, ALL, answers or journey.answers).journey


def test_the_finding_leads_to_the_list_and_the_list_to_the_page() -> None:
    journey = press(Journey("51", Answers(practice="healthy")), "fix")
    assert (journey.screen, journey.answers.fixing) == ("32b", True)
    assert press(Journey("51", MENDING), "fix").screen == "52"  # nobody is asked twice for the same router
    assert press(journey, "continue").screen == "52"
    assert press(Journey("32b", Answers(practice="healthy")), "continue").screen == "41"


def test_each_press_of_done_is_one_step_and_back_is_exact() -> None:
    journey = press(Journey("52", MENDING), "open_page")
    steps = []
    while journey.screen == "53":
        assert journey.answers.walk is not None
        steps.append(journey.answers.walk.step)
        journey = press(journey, "done")
    assert (steps, journey.screen) == ([0, 1, 2], "55p")
    way = []
    while journey.can_go_back:
        journey = back(journey).journey
        assert journey.answers.walk is not None
        way.append((journey.screen, journey.answers.walk.step))
    assert way == [("53", 2), ("53", 1), ("53", 0), ("52", 0)]


def test_undo_stays_on_the_step_and_is_over_with_the_next() -> None:
    journey = press(press(Journey("52", MENDING), "open_page"), "undo")
    assert journey.answers.walk == replace(MENDING.walk, undoing=True)  # type: ignore[type-var]
    journey = press(journey, "done")
    assert journey.answers.walk == replace(MENDING.walk, step=1)  # type: ignore[type-var]


def test_another_way_begins_with_its_first_step() -> None:
    elsewhere = replace(MENDING, walk=Walk("one", 3, step=2))
    journey = press(Journey("53", elsewhere), "different")
    assert journey.screen == "53b"
    journey = press(journey, "continue", replace(MENDING, walk=Walk("two", 5, step=2)))
    assert (journey.screen, journey.answers.walk) == ("53", Walk("two", 5))


@pytest.mark.parametrize("tried", range(5))
def test_at_most_three_fixes_in_one_sitting(tried: int) -> None:
    same: FindingId = "sip_alg_rewrites"
    answers = replace(MENDING, fixes_tried=(same,) * tried)
    row = presses(catalogue()["62"], Situation(answers, ALG, ALL))
    offered = "next_fix" in [button.id for button in (row.main, *row.others) if button]
    assert offered == (tried < MAX_FIXES)


def test_the_next_fix_is_the_next_cause_or_another_way_for_the_same() -> None:
    tried = replace(MENDING, fixes_tried=("sip_alg_rewrites",))
    assert press(Journey("62", tried), "next_fix").screen == "53b"
    two = known_with("sip_alg_rewrites", "no_sound_inbound")
    assert advance(Journey("62", tried), "next_fix", two, ALL, tried).journey.screen == "51"


def test_what_no_guide_mends_is_not_offered_one() -> None:
    row = presses(catalogue()["51"], Situation(Answers(), known_with("credentials_refused"), ALL))
    assert row.main is not None
    assert row.main.id == "continue"


def test_a_router_without_a_page_is_not_opened_in_a_browser() -> None:
    app = replace(MENDING, walk=Walk("deco", 3))
    row = presses(catalogue()["52"], Situation(app, ALG, ALL))
    assert row.main is not None
    assert row.main.id == "to_steps"
    assert press(Journey("52", app), "to_steps").screen == "53"


def _told(router: Any) -> Known:
    diagnosis: Any = {"verdicts": [], "findings": [], "primary": None}
    return learn(Known(), "diagnosis", {"label": "before", "diagnosis": diagnosis, "code": None, "router": router})


def test_what_the_engine_recognised_is_learned() -> None:
    known = _told({"confidence": "likely", "candidates": [{"id": "a"}, {"id": "b"}]})
    assert (known.routers, known.router_sure) == (("a", "b"), True)
    known = _told({"confidence": "possible", "candidates": [{"id": "a"}, {"id": "b"}]})
    assert (known.routers, known.router_sure) == (("a", "b"), False)


@pytest.mark.parametrize("router", [None, [], "x", {}, {"candidates": 5}, {"candidates": [1, {"id": 2}, {}]}])
def test_a_malformed_router_adds_nothing(router: Any) -> None:
    assert (_told(router).routers, _told(router).router_sure) == ((), False)


def test_many_candidates_are_cut() -> None:
    known = _told({"confidence": "possible", "candidates": [{"id": str(number)} for number in range(99)]})
    assert len(known.routers) == MOST_ROUTERS


@pytest.mark.parametrize(
    ("gateway", "learned"),
    [("192.168.1.1", "192.168.1.1"), ("fe80::1", "fe80::1"), ("evil.example/x", ""), ("fe80::1%a/b", ""), (7, "")],
)
def test_only_an_address_is_a_gateway(gateway: Any, learned: str) -> None:
    fact: Any = {"kind": "network.interface", "gateway": gateway}
    assert learn(Known(), "observation", {"observation": fact}).gateway == learned
