"""Work at the same time that is never left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from typing import Any


async def finish_all(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Wait for all; when one fails or we are cancelled, end the others before that goes on upwards."""
    waited = tuple(tasks)
    try:
        await asyncio.gather(*waited)
    finally:
        await end_all(waited)


async def end_all(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel what still runs, and wait until it has ended; what it says then is of no use any more."""
    ended = tuple(tasks)
    for task in ended:
        task.cancel()
    await asyncio.gather(*ended, return_exceptions=True)


async def any_of(works: Iterable[Awaitable[bool]]) -> bool:
    """Whether one of *works* says yes; the first that does ends the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        for ended in asyncio.as_completed(tasks):
            if await ended:
                return True
        return False
    finally:
        await end_all(tasks)
