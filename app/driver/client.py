"""The engine for asyncio code: send commands, iterate over events. Works on any event loop, Qt's too."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

from app.driver.process import ENGINE_LOST, EngineProcess, Event
from app.model.json import JsonValue

LAST_EVENTS: Final = frozenset({"closed", ENGINE_LOST})


class EngineClient:
    """A running engine. Leave it with :meth:`close`, also after its death."""

    def __init__(self, command: list[str] | None = None) -> None:
        """Start the engine; needs no running loop. *command* replaces the usual one, for tests."""
        self._arrived: asyncio.Queue[Event] = asyncio.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._early: deque[Event] = deque()
        self.process = EngineProcess(self._from_thread, command)

    def attach(self) -> None:
        """Hand everything that arrives to the running loop from now on."""
        self._loop = asyncio.get_running_loop()
        self._loop.call_soon(self._take_early)

    def send(self, command: str, **fields: JsonValue) -> None:
        """Send one command of :mod:`app.model.wire`."""
        self.process.send(command, **fields)

    async def event(self) -> Event:
        """The next event."""
        if self._loop is None:
            self.attach()
        return await self._arrived.get()

    async def events(self) -> AsyncIterator[Event]:
        """Every event up to and with the last one, which is ``closed`` or ``engine_lost``."""
        while True:
            event = await self.event()
            yield event
            if event.name in LAST_EVENTS:
                return

    async def close(self, patience_s: float = 5.0) -> None:
        """Hang up, wait for the engine to save and end, and kill it when it does not."""
        self.process.hang_up()
        if not await asyncio.to_thread(self.process.join, patience_s):
            self.process.kill()
            await asyncio.to_thread(self.process.join)

    def _from_thread(self, event: Event) -> None:
        self._early.append(event)
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended; nobody listens any more
                self._loop.call_soon_threadsafe(self._take_early)

    def _take_early(self) -> None:
        while self._early:
            self._arrived.put_nowait(self._early.popleft())
