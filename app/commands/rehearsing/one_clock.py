"""An event loop whose clock stands still while anything happens, and jumps over every wait in which nothing can.

World and engine of a scenario share it. Their sockets are real, and on loopback a packet has arrived when its sending
returns; so when no socket is ready, nothing will happen before the next timer, and three minutes of quiet take no time.
However busy the computer is, every wait is measured as exactly as long as it was meant to be.
"""

from __future__ import annotations

import asyncio
import selectors
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, Final, TypeVar, TypeVarTuple, Unpack

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")
SETTLE_S: Final = (0.0005, 0.005)
"""How long a jump waits for stragglers of the system's own, at least and at most: a tenth of what it jumps over."""
LONGEST_JUMP_S: Final = 3600.0
LOOKS_AGAIN_S: Final = 0.05
"""How long a thread may have ended unnoticed, when its result was for somebody else."""
WORKING: Final = "resolve "
"""Names of threads that bring a result begin so (:mod:`app.network.resolve`)."""


class _Jumping(selectors.DefaultSelector):
    """Tells what is ready; where nothing is, notes the wait as over."""

    def __init__(self, at_work: Callable[[], bool], settle_s: tuple[float, float]) -> None:
        super().__init__()
        self._at_work = at_work
        self._settle_s = settle_s
        self.passed_s = 0.0
        self.busy_s = 0.0
        """How long this computer took at most for what was ready, by its own clock: a softphone has that one too."""
        self._left = time.monotonic()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """As any selector; ``None`` waits for what a thread or socket brings."""
        self.busy_s = max(self.busy_s, time.monotonic() - self._left)
        ready = self._ready(timeout)
        self._left = time.monotonic()
        return ready

    def _ready(self, timeout: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None:
            return super().select(None)
        if self._at_work():
            return self._really(timeout)
        shortest, longest = self._settle_s
        ready = super().select(max(shortest, min(timeout / 10, longest)))
        if not ready and not self._at_work():
            self.passed_s += min(timeout, LONGEST_JUMP_S)
        return ready

    def _really(self, timeout: float) -> list[tuple[selectors.SelectorKey, int]]:
        """A thread is at work, and its seconds are real; when it has ended, what is left of the wait is not."""
        began = time.monotonic()
        ready: list[tuple[selectors.SelectorKey, int]] = []
        while not ready and self._at_work() and (left_s := began + timeout - time.monotonic()) > 0:
            ready = super().select(min(left_s, LOOKS_AGAIN_S))
        self.passed_s += min(timeout, time.monotonic() - began)
        return ready


class OneClockLoop(asyncio.SelectorEventLoop):
    """Use it as the loop of an :class:`asyncio.Runner`; without native threads there is nothing to settle."""

    def __init__(self, settle_s: tuple[float, float] = SETTLE_S) -> None:
        self._jobs = 0
        self._jumping = _Jumping(self._at_work, settle_s)
        self._began = time.monotonic()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds that were waited for."""
        return self._began + self._jumping.passed_s

    @property
    def busy_s(self) -> float:
        """How long this computer was busy at most between two waits."""
        return self._jumping.busy_s

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Arguments]], T], *args: *Arguments
    ) -> asyncio.Future[T]:
        """As usual; meanwhile waits are real."""
        future = super().run_in_executor(executor, func, *args)
        self._jobs += 1
        future.add_done_callback(self._job_done)
        return future

    def _job_done(self, _: asyncio.Future[Any]) -> None:
        self._jobs -= 1

    def _at_work(self) -> bool:
        return self._jobs > 0 or any(thread.name.startswith(WORKING) for thread in threading.enumerate())
