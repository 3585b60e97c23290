"""A driver for tests: an engine client that collects what the engine says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from app.driver.client import LAST_EVENTS, EngineClient
from app.driver.process import Event
from app.model.json import JsonValue
from tests.unit.engine.rehearsal import COMMAND, PROFILE

PATIENCE_S = 120.0


class Hall:
    """The client, and every event so far."""

    def __init__(self, client: EngineClient) -> None:
        self.client = client
        self.seen: list[Event] = []

    def send(self, command: str, **fields: JsonValue) -> None:
        self.client.send(command, **fields)

    def open(self, folder: Path, **more: JsonValue) -> None:
        fields: dict[str, JsonValue] = {"profile": PROFILE, "practice": None, "label": "before", "interactive": False}
        self.send("open", folder=str(folder), **{**fields, **more})

    async def until(self, name: str) -> dict[str, Any]:
        """The fields of the next event called *name*; the engine's end before it is a failure."""
        while True:
            event = await asyncio.wait_for(self.client.event(), PATIENCE_S)
            self.seen.append(event)
            if event.name == name:
                return event.fields
            assert event.name not in LAST_EVENTS, event

    async def measure(self, *questions: str) -> dict[str, Any]:
        self.send("measure", questions=list(questions))
        return await self.until("measured")

    def all(self, name: str) -> list[dict[str, Any]]:
        return [event.fields for event in self.seen if event.name == name]


@asynccontextmanager
async def hall(command: list[str] | None = None) -> AsyncIterator[Hall]:
    client = EngineClient(command or COMMAND)
    try:
        yield Hall(client)
    finally:
        await client.close()
