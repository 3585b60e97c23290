"""Ten thousand presses in no order: the window stays up, nothing grows, and no press costs more than its share.

How long the loop is held up is measured by ``python3 dev.py bench random_walk``; here things are counted, because a
busy computer must not fail a test.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.conftest import Chair
from tests.ui.random_presses import SCRIPT, press_anything
from tests.ui.scripted_post import ANSWERS
from tests.ui.sitting import Sitting

STEPS = 2500
MOST_STEPS = 10 * STEPS
"""A busy computer lets the engine speak less often between presses: then the walk goes on until it saw enough."""
ENOUGH_SCREENS = 20
MOST_PAST = 60
MOST_WIDGETS = 4000


def _at_once(self: object, request: dict[str, str], done: Callable[[dict[str, object]], None]) -> None:
    """Delivery without a process: a thousand presses would start hundreds."""
    done({"files": ["/nonexistent/report.pdf"], **ANSWERS[request["do"]]})


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_presses_in_no_order_harm_nothing(seed: int, chair: Chair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.actions.open_url", lambda url: True)
    monkeypatch.setattr("app.ui.actions.ask_for_file", lambda parent, take: None)
    monkeypatch.setattr("app.ui.delivery.Delivery.start", _at_once)
    monkeypatch.setattr("app.delivery.hand.show_file", lambda file: True)
    choose = random.Random(seed)
    pages: dict[str, int] = {}

    async def scenario(person: Sitting) -> None:
        for step in range(MOST_STEPS):
            if step >= STEPS and len(set(person.shown)) >= ENOUGH_SCREENS:
                break
            press_anything(person, choose)
            await asyncio.sleep(0)  # let the engine's news in
            assert person.window.isVisible()
            assert len(person.host.journey.past) <= MOST_PAST
            page = person.window.page
            assert pages.setdefault(person.screen, id(page)) == id(page)  # built once, never again
        await asyncio.sleep(0)
        assert len(person.window.findChildren(QWidget)) < MOST_WIDGETS

    sitting = chair(scenario, script=SCRIPT)
    assert len(set(sitting.shown)) >= ENOUGH_SCREENS
