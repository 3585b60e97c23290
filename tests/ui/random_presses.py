"""Presses in no order at all, as a person in a hurry or a cat would make them; the same again for the same seed."""

from __future__ import annotations

import random
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.pages.question import QuestionPage
from app.ui.widgets.choice import ChoiceTile
from tests.ui.sitting import Sitting

SCRIPT: Final[dict[str, Any]] = {
    "findings": {"before": ["sip_alg_rewrites", "no_sound_inbound"]},
    "answers": {"sip_alg": "yes"},
    "asks": {"hear": ["heard_count"] * 50, "inbound": ["bell_rings"] * 50},
    "router": {"confidence": "possible", "candidates": [{"id": "avm-fritzbox"}, {"id": "netgear-nighthawk"}]},
}
"""What the engine answers: a fault with a guide, two routers to choose from, and questions to the person."""
_KEYS: Final = (
    Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Return
)  # fmt: skip
_SENDING: Final = frozenset({"71", "71b", "72", "72b", "72q", "73", "74"})
_LEAVING: Final = frozenset({"close", "no_thanks"})


def press_anything(person: Sitting, choose: random.Random) -> None:
    """One press on something that is there."""
    window = person.window
    leaving = _LEAVING | ({"sheet_report"} if choose.random() < 0.9 else set())
    harmless = [event for event in window.bottom.buttons() if event not in leaving]
    kind = choose.random()
    tiles = [tile for tile in window.page.findChildren(ChoiceTile) if tile.isVisible()]
    if person.screen in _SENDING and choose.random() < 0.6:
        person.back()  # else whoever came to the report early would never see the rest
    elif tiles and kind < 0.3:
        choose.choice(tiles).click()
    elif kind < 0.55 and harmless:
        window.bottom.buttons()[choose.choice(harmless)].click()
    elif kind < 0.58:
        person.back()
    elif kind < 0.8 and isinstance(window.page, QuestionPage) and not window.stack.sheet_is_up:
        choose.choice(window.page.tiles).click()
    elif kind < 0.85:
        QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    elif kind < 0.86:
        QTest.keyClick(window, choose.choice((Qt.Key.Key_Plus, Qt.Key.Key_Minus)), Qt.KeyboardModifier.ControlModifier)
    elif window.bottom.main is None or window.bottom.main.event_id not in _LEAVING:
        person.key(choose.choice(_KEYS))
