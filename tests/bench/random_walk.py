"""Ten thousand presses in no order on the real window with a scripted engine: what is the longest hold-up of its loop?

Two clocks: the wall's, and the time that the window's own thread really computed. Where other programs share the
processor, only the second is the window's doing.
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Final

STEPS: Final = 10_000
SEED: Final = 7


def random_walk() -> dict[str, object]:
    """Longest turn of the loop in milliseconds; the pages are built beforehand, as the program does while one reads."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="callmend-bench-") as home:
        os.environ["CALLMEND_HOME"] = home
        return _walk(Path(home))


def _walk(folder: Path) -> dict[str, object]:
    from app.ui import actions, appearance
    from app.ui.main import make_application
    from app.ui.pages import PAGES
    from tests.ui.random_presses import SCRIPT, press_anything
    from tests.ui.sitting import Sitting, sit_down

    actions.open_url = lambda url: True
    actions.ask_for_file = lambda parent, take: None
    application = make_application()
    appearance.apply(application)
    choose = random.Random(SEED)
    turns: list[tuple[float, float, str]] = []

    async def scenario(person: Sitting) -> None:
        for screen in PAGES:
            person.window.stack.page(screen)
        await asyncio.sleep(0)
        for _ in range(STEPS):
            before, wall, own = person.screen, time.perf_counter(), time.thread_time()
            press_anything(person, choose)
            await asyncio.sleep(0)
            took = (time.perf_counter() - wall, time.thread_time() - own)
            turns.append((took[1] * 1000, took[0] * 1000, f"{before} to {person.screen}"))

    sitting = sit_down(application, folder, scenario, script=SCRIPT)
    turns.sort(reverse=True)
    computed = [turn[0] for turn in turns]
    return {
        "unit": "ms",
        "longest": round(computed[0], 1),
        "longest_wall": round(max(turn[1] for turn in turns), 1),
        "p99": round(computed[len(computed) // 100], 1),
        "median": round(computed[len(computed) // 2], 2),
        "above_50": sum(time_ms > 50 for time_ms in computed),
        "presses": len(turns),
        "screens": len(set(sitting.shown)),
        "slowest": [f"{turn[2]}: {turn[0]:.0f}" for turn in turns[:5]],
    }
