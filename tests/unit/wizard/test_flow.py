"""The flow as a model: every state that can be reached is visited, in every situation that can branch it."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import pytest

from app.wizard.answers import Answers, Situation
from app.wizard.catalogue import catalogue
from app.wizard.flow import ANYWHERE, FIRST, FIRST_AFTER_A_BREAK, FLOW, PASS_BY, Move, Target
from app.wizard.journey import Journey, advance, back
from app.wizard.plan import MEASURES, PATIENCE_S
from tests.unit.wizard.situations import ALL, all_answers, knowns

SCREENS = catalogue()
SMALL = ALL - set(PASS_BY) - {"72q", "73"}
REPORT = {"71", "71b"}


Explored = tuple[frozenset[str], dict[tuple[str, str, str], Journey]]


def _state(journey: Journey) -> tuple[str, str, str]:
    return journey.screen, journey.origin, journey.waiting


def _events(journey: Journey) -> set[str]:
    return set(FLOW[journey.screen]) | set(FLOW.get(journey.waiting, ())) | set(ANYWHERE)


def _next(journey: Journey, offered: frozenset[str], events: set[str] | None = None) -> list[tuple[str, Journey]]:
    found = []
    for event in events if events is not None else _events(journey):
        for known in knowns():
            for answers in all_answers():
                step = advance(journey, event, known, offered, answers)
                found.append((event, step.journey))
    return found


def _explore(offered: frozenset[str]) -> dict[tuple[str, str, str], Journey]:
    seen: dict[tuple[str, str, str], Journey] = {}
    queue = deque([Journey(FIRST), Journey(FIRST_AFTER_A_BREAK)])
    while queue:
        journey = queue.popleft()
        if _state(journey) in seen:
            continue
        seen[_state(journey)] = journey
        queue.extend(after for _, after in _next(journey, offered))
    return seen


@pytest.fixture(scope="module", params=[ALL, SMALL], ids=["whole map", "first journey"])
def explored(request: pytest.FixtureRequest) -> Explored:
    return request.param, _explore(request.param)


def test_every_screen_with_a_page_is_reached(explored: Explored) -> None:
    offered, states = explored
    assert offered - {screen for screen, _, _ in states} == set()


def test_nothing_without_a_page_is_ever_shown(explored: Explored) -> None:
    offered, states = explored
    assert {screen for screen, _, _ in states} <= offered


def test_no_dead_end(explored: Explored) -> None:
    """From everywhere, the ordinary presses lead to the report sooner or later, without the short cut."""
    offered, states = explored
    good = {state for state in states if state[0] in REPORT}
    grew = True
    while grew:
        grew = False
        for state, journey in states.items():
            if state in good:
                continue
            own = _events(journey) - set(ANYWHERE)
            if any(_state(after) in good for _, after in _next(journey, offered, own)):
                good.add(state)
                grew = True
    assert set(states) - good - {state for state in states if state[0] in {"74", "72q", "73"}} == set()


def test_the_report_is_within_three_presses_of_every_screen(explored: Explored) -> None:
    offered, states = explored
    for journey in states.values():
        step = advance(journey, "report_now", next(knowns()), offered, journey.answers)
        assert step.journey.screen in REPORT  # Ctrl+D or F2 opens the sheet that holds this button: two presses


def test_back_never_starts_and_never_lands_on_a_measurement(explored: Explored) -> None:
    _, states = explored
    for journey in states.values():
        assert all(SCREENS[visit.screen].kind == "page" for visit in journey.past)
        step = back(journey)
        assert not step.starts
        assert step.journey.screen == journey.screen or SCREENS[step.journey.screen].kind == "page"


def test_only_a_press_of_the_person_starts_a_call(explored: Explored) -> None:
    """Calls wait for a named button on the page before; the looking screens follow each other by themselves."""
    offered, states = explored
    calls = {"41p", "44p", "45p", "46p", "47p", "48p", "55p"}
    for journey in states.values():
        for event, after in _next(journey, offered):
            if after.screen in calls and after.screen != journey.screen:
                kind = SCREENS[journey.screen].kind
                assert kind in {"page", "trouble"} or event == "answered", (journey.screen, event, after.screen)


def test_trouble_returns_to_where_it_came_from(explored: Explored) -> None:
    offered, states = explored
    troubles = [journey for journey in states.values() if SCREENS[journey.screen].kind == "trouble"]
    assert troubles
    for journey in troubles:
        returning = [event for event, target in FLOW[journey.screen].items() if target is Move.RETURN]
        assert returning, journey.screen
        step = advance(journey, returning[0], next(knowns()), offered, journey.answers)
        assert step.journey.screen == journey.origin
        assert step.journey.past == journey.past
        assert step.starts == (SCREENS[journey.origin].kind == "progress")


def test_trouble_never_comes_up_on_trouble(explored: Explored) -> None:
    _, states = explored
    assert {SCREENS[origin].kind for _, origin, _ in states if origin} <= {"page", "progress"}


def test_an_answer_does_not_start_the_measurement_again(explored: Explored) -> None:
    offered, states = explored
    asking = [journey for journey in states.values() if SCREENS[journey.screen].kind == "ask"]
    assert asking
    for journey in asking:
        if not journey.waiting:
            continue
        assert SCREENS[journey.waiting].kind == "progress"
        step = advance(journey, "answered", next(knowns()), offered, journey.answers)
        assert (step.journey.screen, step.starts) == (journey.waiting, False)


def test_every_measuring_screen_has_its_tests_and_its_patience() -> None:
    progress = {identity for identity, screen in SCREENS.items() if screen.kind == "progress"}
    assert set(PATIENCE_S) == progress
    assert set(MEASURES) == progress - {"55p"}


def test_at_most_two_questions_lead_to_different_screens() -> None:
    """A person notices a branch where one page's choice leads to different pages."""
    branching = set()
    for identity, row in FLOW.items():
        if SCREENS[identity].choices and identity != "72q":
            events = [event for event in row if event != "answered"]
            ways = {
                advance(Journey(identity), event, next(knowns()), ALL, a).journey.screen
                for event in events
                for a in (replace(all_answers()[0], symptom=s) for s in (None, "not_sure"))
            }
            branching |= {identity} if len(ways) > 1 else set()
    assert branching == set()


@pytest.mark.parametrize("passed", sorted(PASS_BY))
def test_passing_by_a_screen_without_a_page_ends_at_one_that_has_one(passed: str) -> None:
    for known in knowns():
        situation = Situation(Answers(), known, SMALL)
        target: Target = PASS_BY[passed]
        for _ in PASS_BY:
            assert not isinstance(target, Move)
            here = target if isinstance(target, str) else target(situation)
            if here in SMALL:
                break
            target = PASS_BY[here]
        else:
            pytest.fail(passed)
