"""The practice world as a child process of the engine: simulated router and test line for one scenario.

It ends when its stdin closes, and the system closes that when the engine dies, however it dies.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
from typing import Any, Final

from app.driver.launch import child_command, spawn
from app.model.endpoint import Endpoint
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.model.json import JsonObject
from app.model.wire import MAX_LINE

START_LIMIT_S: Final = 20.0
MOST_PACE: Final = 100.0
_END_LIMIT_S: Final = 2.0


class PracticeProcess:
    """A running world; its constructor returns at once, :meth:`profile` waits until it stands."""

    def __init__(self, scenario: str, command: list[str] | None = None) -> None:
        """Start it for *scenario*; *command* replaces the usual one, for tests."""
        self.scenario = scenario
        self.pace = 1.0
        """How much faster than life its long calls go; known with the profile."""
        self.gateway: Endpoint | None = None
        """The simulated router's own door, if it has one; known with the profile."""
        self.computer: list[JsonObject] = []
        """What is observed of this computer and its owner there; known with the profile."""
        self._process = spawn(command or child_command("practice-world", scenario))

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    async def profile(self) -> JsonObject:
        """The sections of the profile that leads into the world; raises :class:`UserError`."""
        try:
            line = await asyncio.wait_for(asyncio.to_thread(self._first_line), START_LIMIT_S)
        except TimeoutError:
            line = b""
        try:
            data = json.loads(line)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise UserError("practice_failed", exit_code=NOT_TESTED_EXIT, scenario=self.scenario)
        if isinstance(data.get("problem"), str):
            raise UserError(data["problem"], **_values(data.get("values")))
        pace = data.pop("pace", None)
        self.pace = float(pace) if isinstance(pace, (int, float)) and 1 <= pace <= MOST_PACE else 1.0
        self.gateway = _endpoint(data.pop("gateway", None))
        computer = data.pop("computer", None)
        self.computer = computer if isinstance(computer, list) else []
        return data

    async def close(self) -> None:
        """End it and wait until it is gone."""
        await asyncio.to_thread(self._end)

    def _first_line(self) -> bytes:
        stdout = self._process.stdout
        assert stdout is not None
        return stdout.readline(MAX_LINE)

    def _end(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_END_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def _endpoint(text: object) -> Endpoint | None:
    try:
        return Endpoint.parse(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _values(data: Any) -> dict[str, Any]:
    return {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}
