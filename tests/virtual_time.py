"""Async tests on a clock that jumps over every wait: the one on which scenarios run too.

Sockets on loopback within one process are real and instant, so half an hour of retransmissions takes milliseconds and
always the same course. Not for tests that use other processes: their time is not ours.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any

from app.commands.rehearsing.one_clock import OneClockLoop


def virtual_loop() -> OneClockLoop:
    """A loop on such a clock."""
    return OneClockLoop(settle_s=(0.0, 0.0))


def virtual_time(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test in virtual time."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        with asyncio.Runner(loop_factory=virtual_loop) as runner:
            runner.run(test(*args, **kwargs))

    return run
