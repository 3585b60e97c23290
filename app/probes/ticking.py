"""Steady progress while something goes on that cannot tell how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from app.probes.context import ProbeContext

TICK_S: Final = 0.3
_Result = TypeVar("_Result")


async def ticking(context: ProbeContext, step: str, expected_s: float, work: Coroutine[Any, Any, _Result]) -> _Result:
    """The result of *work*; meanwhile progress is told at least three times a second. Cancelling cancels *work*."""
    task = asyncio.ensure_future(work)
    clock = asyncio.get_running_loop().time
    started = clock()
    try:
        while not task.done():
            tell(context, step, clock() - started, expected_s)
            await asyncio.wait({task}, timeout=TICK_S)
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def beating(context: ProbeContext, step: str, expected_s: float) -> AsyncIterator[None]:
    """Tell progress at least three times a second while the block lasts."""

    async def beat() -> None:
        clock = asyncio.get_running_loop().time
        started = clock()
        while True:
            tell(context, step, clock() - started, expected_s)
            await asyncio.sleep(TICK_S)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def tell(context: ProbeContext, step: str, elapsed_s: float, expected_s: float) -> None:
    """Progress by time: never quite complete, and never below nothing left."""
    context.progress(step, min(elapsed_s / expected_s, 0.95), max(expected_s - elapsed_s, 0.0))
