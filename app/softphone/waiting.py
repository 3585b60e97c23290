"""Waiting with two limits: how long in all, and how long without any sign of the other side."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable


def now() -> float:
    """The loop's clock, in seconds."""
    return asyncio.get_running_loop().time()


async def wait_for_sign(done: asyncio.Event, deadline: Callable[[], float]) -> bool:
    """Wait for *done* until *deadline*, which is asked again whenever it has passed: a sign may have moved it."""
    while not done.is_set():
        rest = deadline() - now()
        if rest <= 0:
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(rest):
                await done.wait()
    return True
