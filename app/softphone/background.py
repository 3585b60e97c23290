"""Runs a blocking call of a system library in a thread of its own, which may outlive us.

A hung sound server must not hold up the program's end, so the thread is a daemon and nobody joins it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")


async def in_background(work: Callable[[], _Result], limit_s: float) -> _Result:
    """The result of *work*, or what it raises, or ``TimeoutError`` after *limit_s* seconds."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_Result] = loop.create_future()

    def settle(put: Callable[[], None]) -> None:
        if not done.done():
            put()

    def run() -> None:
        put: Callable[[], None]
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - handed to whoever awaits
            failure = error
            put = lambda: done.set_exception(failure)  # noqa: E731
        else:
            put = lambda: done.set_result(result)  # noqa: E731
        try:
            loop.call_soon_threadsafe(settle, put)
        except RuntimeError:  # the loop has gone meanwhile
            return

    threading.Thread(target=run, name="sound system", daemon=True).start()
    async with asyncio.timeout(limit_s):
        return await done
