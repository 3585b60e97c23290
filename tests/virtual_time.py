"""An event loop whose clock jumps to the next timer as soon as no socket has anything to read.

Sockets on loopback within one process are real and instant, so half an hour of retransmissions takes milliseconds and
always the same course. Not for tests that use threads or other processes: their time is not ours.
"""

from __future__ import annotations

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from typing import Any

START = 1_000.0


class _JumpingSelector(selectors.DefaultSelector):
    now = START

    def select(self, timeout: float | None = None) -> Any:
        events = super().select(0)
        if events:
            return events
        if timeout is None:
            raise RuntimeError("the test waits for something that can never come")
        self.now += max(timeout, 0.0)
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    """``time()`` is the virtual clock."""

    def __init__(self) -> None:
        self._clock = _JumpingSelector()
        super().__init__(self._clock)

    def time(self) -> float:
        """Seconds since the loop began, and :data:`START`."""
        return self._clock.now


def virtual_time(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test in virtual time."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run
