"""``python3 -m tests.figures.leaks [RUNS]``: full checks in one process; threads, descriptors and memory must stay."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import _lru_cache_wrapper
from typing import Final

import psutil

from app.commands.rehearsing.sides import InnerWorld, check
from app.model.names import QUESTIONS
from app.practice.scenarios import scenario
from app.practice.world import PracticeWorld

RUNS: Final = 20
WARM: Final = 3
"""Libraries load, pools fill."""
SCENARIO: Final = "inbound-healthy"
"""Every question has an answer there, and a minute passes in three seconds."""
WORKERS: Final = 4
"""Beside one a processor: what asyncio keeps for blocking calls; they come one by one, and then stay."""
GROWTH_MB: Final = 10.0
"""What twenty runs may add: the allocator's own unrest, half a megabyte each; one forgotten call is more."""


@dataclass(frozen=True)
class Held:
    """What this process holds."""

    threads: int
    descriptors: int
    tasks: int
    memory_mb: float

    @classmethod
    def now(cls) -> Held:
        """After everything that can be freed was, caches with a limit too: they fill, and then stay as they are."""
        for one in gc.get_objects():
            if isinstance(one, _lru_cache_wrapper) and one.cache_info().maxsize is not None:
                one.cache_clear()
        gc.collect()
        _give_back()
        here = psutil.Process()
        return cls(here.num_threads(), here.num_fds(), len(asyncio.all_tasks()), here.memory_info().rss / 1e6)


def _give_back() -> None:
    """Let the C library hand its free pages back: what is free and scattered is no leak (malloc_trim(3))."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


async def one_run() -> str:
    """A whole check, engine and world in this process; what was troubling, or nothing."""
    chosen = scenario(SCENARIO)
    with tempfile.TemporaryDirectory() as folder:
        async with PracticeWorld(chosen) as standing:
            heard = await check(folder, InnerWorld(SCENARIO, standing), QUESTIONS)
    return ", ".join(heard["troubles"])


def _left_behind() -> str:
    """The names of tasks that outlived their run."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    return "".join(f"\n     left behind: {task.get_coro()}" for task in others)


async def watched(runs: int) -> bool:
    """Run, print a line each, and say whether everything stayed."""
    before: Held | None = None
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.1) for _ in range((os.cpu_count() or 1) + WORKERS)))
    for number in range(1, WARM + runs + 1):
        started = time.monotonic()
        trouble = await one_run()
        await asyncio.sleep(1.5)  # pjmedia closes its clock a second after the last call
        now = Held.now()
        before = now if number <= WARM else before
        took = time.monotonic() - started
        sys.stdout.write(f"{number:3}  {took:5.1f} s  {now.threads} threads  {now.descriptors} descriptors  ")
        sys.stdout.write(f"{now.tasks} tasks  {now.memory_mb:.1f} MB  {trouble}{_left_behind()}\n")
        sys.stdout.flush()
    assert before is not None
    counted = ((now.threads, before.threads), (now.descriptors, before.descriptors), (now.tasks, before.tasks))
    return all(later <= sooner for later, sooner in counted) and now.memory_mb - before.memory_mb < GROWTH_MB


def main() -> int:
    """1 when something leaked."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    kept = asyncio.run(watched(runs))
    sys.stdout.write(f"{runs} full runs: {'nothing leaked' if kept else 'SOMETHING LEAKED'}\n")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
