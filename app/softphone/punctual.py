"""Lets pjmedia's clock, which sends a packet of speech each 20 ms, run before everything else on a busy computer.

Its thread does some tens of microseconds of work and sleeps, so nobody has to wait for it. Linux tells threads by name
(proc(5)); on Windows and macOS pjmedia raises its clock itself, which the others allow everybody.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

TASKS: Final = Path("/proc/self/task")
CLOCK: Final = "clock"
TURN: Final = 5
"""Of 1 to 99 (sched(7)): before every ordinary program, behind the system's own."""


class Punctual:
    """Look again and again: the clock's thread comes with a call's sound and goes a second after it."""

    def __init__(self, tasks: Path = TASKS) -> None:
        self._tasks = tasks
        self._done: set[str] = set()
        self._possible = sys.platform == "linux"

    def look(self) -> None:
        """Raise a clock that is new; where the system does not allow it, never ask again."""
        if not self._possible:
            return
        with suppress(OSError):
            present = {task.name for task in self._tasks.iterdir()}
            self._done &= present
            for task in present - self._done:
                self._raise(task)

    def _raise(self, task: str) -> None:
        with suppress(FileNotFoundError, ProcessLookupError):
            if (self._tasks / task / "comm").read_text("ascii", "replace").strip() != CLOCK:
                return
            try:
                make_punctual(int(task))
            except PermissionError:
                self._possible = False
            self._done.add(task)


def make_punctual(thread: int) -> None:
    """Schedule *thread* by round robin before ordinary ones; raises ``PermissionError`` (root, or RLIMIT_RTPRIO)."""
    os.sched_setscheduler(thread, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(TURN))
