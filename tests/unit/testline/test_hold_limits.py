"""How long the hold number stays: longer than anybody's plan, and within what a call may last."""

from __future__ import annotations

from app.engine.plan import LONG
from app.probes.long_call import HOLD_S
from app.testline.config import TestLineConfig

ROOM_S = 60.0


def test_the_caller_ends_every_plan_first() -> None:
    config = TestLineConfig()
    assert max(HOLD_S, *LONG.values()) + ROOM_S <= config.hold_s <= config.limits.call_s - ROOM_S
