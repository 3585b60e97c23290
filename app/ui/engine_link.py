"""The engine as the window sees it: commands go out, events come in as calls on the window's own loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.driver.client import EngineClient
from app.model.json import JsonObject, JsonValue
from app.ui.aio import TaskOwner

Hear = Callable[[str, JsonObject], None]


class Link(Protocol):
    """One running engine."""

    def send(self, command: str, **fields: JsonValue) -> None: ...

    def kill(self) -> None: ...

    async def hang_up(self) -> None: ...


Connect = Callable[[Hear], Link]
"""Starts an engine whose events go to the given function; the last is ``closed`` or ``engine_lost``."""


class EngineLink:
    """A real engine in a child process."""

    def __init__(self, owner: TaskOwner, hear: Hear, command: list[str] | None = None) -> None:
        self._client = EngineClient(command)
        self._hear = hear
        owner.start("engine events", self._listen())

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._client.process.pid

    def send(self, command: str, **fields: JsonValue) -> None:
        """Send one command of :mod:`app.model.wire`."""
        self._client.send(command, **fields)

    def kill(self) -> None:
        """End it at once."""
        self._client.process.kill()

    async def hang_up(self) -> None:
        """Let it save and end; kill it when it takes too long."""
        await self._client.close(patience_s=4.0)

    async def _listen(self) -> None:
        async for event in self._client.events():
            self._hear(event.name, event.fields)
