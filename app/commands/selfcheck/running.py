"""Runs checks one after the other or side by side, and never lets one end the others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass


class BrokenError(Exception):
    """Something is missing or does not work; the words say what."""

    is_last = False
    """Whether nothing more may be tried: going on would do harm or tell nothing."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the self-test."""

    name: str
    run: Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Result:
    """How a check ended."""

    name: str
    passed: bool
    detail: str
    took_s: float
    is_last: bool = False
    """Whether nothing more may be tried."""


def plain(name: str, look: Callable[[], str]) -> Check:
    """A check that waits for nothing."""

    async def run() -> str:
        return look()

    return Check(name, run)


async def results(checks: Iterable[Check], at_once: int) -> AsyncIterator[Result]:
    """Run *checks*, *at_once* at a time; yield each result as it comes."""
    gate = asyncio.Semaphore(at_once)
    tasks = [asyncio.create_task(_behind(gate, check)) for check in checks]
    try:
        for done in asyncio.as_completed(tasks):
            yield await done
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _behind(gate: asyncio.Semaphore, check: Check) -> Result:
    async with gate:
        return await result(check)


async def result(check: Check) -> Result:
    """Run one check; whatever it raises is a failure of that check."""
    started = time.monotonic()
    is_last = False
    try:
        detail, passed = await check.run(), True
    except Exception as error:  # noqa: BLE001 - a part that breaks in a way of its own is what this looks for
        detail, passed, is_last = _words(error), False, isinstance(error, BrokenError) and error.is_last
    return Result(check.name, passed, detail, time.monotonic() - started, is_last)


def _words(error: Exception) -> str:
    from app.model.errors import UserError
    from app.words import text

    if isinstance(error, BrokenError):
        return str(error)
    if isinstance(error, UserError):
        return text("errors", error.text_id, "text", **error.values)
    return f"{type(error).__name__}: {error}"
