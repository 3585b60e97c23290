"""How many presses the shortest journeys take; a screen that adds one changes a number here on purpose."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import Any

import pytest

from app.wizard.answers import Answers, Known, Situation
from app.wizard.catalogue import catalogue
from app.wizard.journey import Journey, advance
from app.wizard.presses import presses
from tests.unit.wizard.situations import ALL, known_with

SKIPPING = frozenset({"skip", "list", "cannot_see", "type_them", "sheet_report"})
ANSWERS_ON_THE_WAY = {"21": 1}
"""Presses that a page needs besides its button."""
ON_LINUX = ALL - {"24"}


def shortest(start: Journey, goal: str, known: Known, offered: frozenset[str], *, skips: bool) -> int:
    """Presses from *start* to *goal*; what the engine does by itself costs none."""
    order = count()
    queue = [(0, next(order), start)]
    seen: set[str] = set()
    while queue:
        cost, _, journey = heappop(queue)
        if journey.screen == goal:
            return cost
        if journey.screen in seen:
            continue
        seen.add(journey.screen)
        for event, price in _ways(journey, known, offered, skips=skips):
            after = advance(journey, event, known, offered, journey.answers).journey
            heappush(queue, (cost + price, next(order), after))
    raise AssertionError(f"no way to {goal}")


def _ways(journey: Journey, known: Known, offered: frozenset[str], *, skips: bool) -> list[tuple[str, int]]:
    screen = catalogue()[journey.screen]
    if screen.kind == "progress":
        return [("measured", 0)]
    if screen.kind == "ask" or journey.screen == "72q":
        return [("answered" if screen.kind == "ask" else "yes", 1)]
    row = presses(screen, Situation(journey.answers, known, offered), frozenset({"show_box"}))
    shown = [button.id for button in (row.main, *row.others) if button]
    extra = ANSWERS_ON_THE_WAY.get(journey.screen, 0)
    return [(event, 1 + extra) for event in shown if skips or event not in SKIPPING]


@pytest.mark.parametrize(
    ("devices", "skips", "goal", "expected"),
    [
        ("none", False, "51", 14),
        ("none", True, "51", 12),
        ("found", False, "51", 15),
        ("none", False, "74", 19),
        ("none", True, "74", 17),
    ],
)
def test_the_presses_of_the_shortest_journey(devices: Any, skips: bool, goal: str, expected: int) -> None:
    """In practice, which has a number for every call: from the first screen to the finding, and to the end."""
    there = ("a",) if devices == "found" else ()
    known = known_with("no_fault_found", digits=("12", "12"), devices=devices, outputs=there, inputs=there)
    assert shortest(Journey("11", Answers(practice="healthy")), goal, known, ON_LINUX, skips=skips) == expected
