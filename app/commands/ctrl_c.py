"""Ctrl+C during a check: the first press stops it, and those that follow change nothing, for the stop has a limit."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from types import TracebackType
from typing import Any


class FirstPress:
    """Takes Ctrl+C over for one task. An impatient second press must not cost what the first one lets us save."""

    def __init__(self) -> None:
        self._pressed = False
        self._task: asyncio.Task[Any] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._before: Any = signal.SIG_DFL

    def __enter__(self) -> FirstPress:
        with suppress(ValueError):  # only the main thread is told of signals
            self._before = signal.signal(signal.SIGINT, self._take)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Whoever stopped the check waits for the program's end; more presses would only litter the terminal."""
        with suppress(ValueError):
            signal.signal(signal.SIGINT, signal.SIG_IGN if self._pressed else self._before)

    def stops(self) -> None:
        """From now on the first press cancels the running task."""
        self._task, self._loop = asyncio.current_task(), asyncio.get_running_loop()
        if self._pressed:
            self._cancel()

    def release(self) -> None:
        """What is left takes no time: no press stops it."""
        self._task = None

    def _take(self, *_: object) -> None:
        if not self._pressed:
            self._pressed = True
            self._cancel()

    def _cancel(self) -> None:
        if self._task is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)
