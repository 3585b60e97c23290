"""Facts from work that goes on in the background, as they come, with steady progress."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from typing import Any, Final

from app.model.facts import Fact
from app.probes.context import ProbeContext
from app.probes.ticking import TICK_S, tell

MOST_WAITING: Final = 5000


class Collector:
    """Takes facts in through :meth:`record` and gives them out; *expected_s* is for the countdown."""

    def __init__(self, context: ProbeContext, step: str, expected_s: float) -> None:
        self._context, self._step, self._expected_s = context, step, expected_s
        self._queue: asyncio.Queue[Fact] = asyncio.Queue(MOST_WAITING)

    def record(self, fact: Fact) -> None:
        """Hand a fact out; a far end that floods us cannot fill the memory."""
        if not self._queue.full():
            self._queue.put_nowait(fact)

    async def facts(self, work: Coroutine[Any, Any, None]) -> AsyncGenerator[Fact, None]:
        """Do *work* and yield what it records; closing cancels it and waits until it has tidied up."""
        task = asyncio.ensure_future(work)
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            while not task.done():
                tell(self._context, self._step, clock() - started, self._expected_s)
                news = asyncio.ensure_future(self._queue.get())
                await asyncio.wait({news, task}, timeout=TICK_S, return_when=asyncio.FIRST_COMPLETED)
                if news.done():
                    yield news.result()
                else:
                    news.cancel()
            task.result()
            while not self._queue.empty():
                yield self._queue.get_nowait()
        finally:
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
