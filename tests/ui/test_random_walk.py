"""Presses in no order at all: whatever a person or a cat does, the window stays up and the loop stays quick."""

from __future__ import annotations

import asyncio
import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.pages.question import QuestionPage
from app.ui.widgets.choice import ChoiceTile
from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting

STEPS = 1000
MOST_STEPS = 20 * STEPS
"""A busy computer lets the engine speak less often between presses: then the walk goes on until it saw enough."""
ENOUGH_SCREENS = 13
SCRIPT = {
    "findings": {"before": ["sip_alg_rewrites", "no_sound_inbound"]},
    "answers": {"sip_alg": "yes"},
    "asks": {"hear": ["heard_count"] * 50},
}


def press_anything(person: Sitting, choose: random.Random) -> None:
    """One press on something that is there."""
    window = person.window
    keys = [Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Return]
    leaving = {"close", "no_thanks"} | ({"sheet_report"} if choose.random() < 0.9 else set())
    harmless = [event for event in window.bottom.buttons() if event not in leaving]
    kind = choose.random()
    tiles = [tile for tile in window.page.findChildren(ChoiceTile) if tile.isVisible()]
    if tiles and kind < 0.3:
        choose.choice(tiles).click()
    elif kind < 0.55 and harmless:
        window.bottom.buttons()[choose.choice(harmless)].click()
    elif kind < 0.58:
        person.back()
    elif kind < 0.8 and isinstance(window.page, QuestionPage) and not window.stack.sheet_is_up:
        choose.choice(window.page.tiles).click()
    elif kind < 0.85:
        QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    elif window.bottom.main is None or window.bottom.main.event_id != "close":
        person.key(choose.choice(keys))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_presses_in_no_order_harm_nothing(seed: int, chair: Chair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.actions.open_url", lambda url: True)
    choose = random.Random(seed)

    async def scenario(person: Sitting) -> None:
        for step in range(MOST_STEPS):
            if step >= STEPS and len(set(person.shown)) >= ENOUGH_SCREENS:
                return
            press_anything(person, choose)
            await asyncio.sleep(0)  # let the engine's news in
            assert person.window.isVisible()
            assert len(person.host.journey.past) <= 60

    sitting = chair(scenario, script=SCRIPT)
    assert len(set(sitting.shown)) >= ENOUGH_SCREENS
