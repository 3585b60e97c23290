"""The practice world as a child process of the engine: simulated router and test line for one scenario.

It ends when its stdin closes, and the system closes that when the engine dies, however it dies.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
from contextlib import suppress
from typing import Any, Final

from app.driver.launch import child_command, spawn
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.model.json import JsonObject
from app.model.stage import Stage
from app.model.wire import MAX_LINE

START_LIMIT_S: Final = 20.0
_TURN_LIMIT_S: Final = 5.0
_END_LIMIT_S: Final = 2.0


class PracticeProcess:
    """A running world; its constructor returns at once, :meth:`profile` waits until it stands."""

    def __init__(self, scenario: str, command: list[str] | None = None) -> None:
        """Start it for *scenario*; *command* replaces the usual one, for tests."""
        self.scenario = scenario
        self.stage = Stage()
        """What it sets up around this computer; known with the profile."""
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
        self.stage = Stage.heard(data.pop("stage", None))
        return data

    async def turn(self, label: str) -> None:
        """The run *label* begins; returns when the world is as it is there. A world that is gone stays as it was."""
        stdin = self._process.stdin
        with suppress(OSError, TimeoutError):
            assert stdin is not None
            stdin.write(label.encode() + b"\n")
            stdin.flush()
            await asyncio.wait_for(asyncio.to_thread(self._first_line), _TURN_LIMIT_S)

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


def _values(data: Any) -> dict[str, Any]:
    return {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}
