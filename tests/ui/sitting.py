"""A person at the window: the real window and host, an engine in a child process, and keys instead of a mouse."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import qasync
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.abilities import Unavailable
from app.ui.aio import TaskOwner
from app.ui.engine_link import EngineLink, Hear, Link
from app.ui.host import Host, Pace
from app.ui.window import Window
from app.wizard.answers import Answers

PATIENCE_S: Final = 60.0
"""Only to end a test that hangs; no test waits for time."""


class PatientLink(EngineLink):
    """On a busy computer an engine may take long to read its last lines, and that is no fault of it."""

    async def hang_up(self) -> None:
        """As always, but it is hardly ever killed."""
        await self._client.close(PATIENCE_S)


class Sitting:
    """Started by :func:`sit_down`; every method is one thing a person does or sees."""

    def __init__(self, window: Window, host: Host, owner: TaskOwner, links: list[EngineLink]) -> None:
        self.window, self.host, self.owner, self.links = window, host, owner, links
        self.shown = [host.journey.screen]
        self.bugs: list[BaseException] = []
        self._news = asyncio.Event()
        host.screen_changed.connect(lambda: self.shown.append(host.journey.screen))
        for signal in (
            host.screen_changed,
            host.scene_changed,
            host.level_changed,
            window.left,
            window.first_paint,
            window.stack.said,
        ):
            signal.connect(self._news.set)
        focus = QApplication.instance().focusWindowChanged  # type: ignore[union-attr]
        focus.connect(self._news.set)

    @property
    def screen(self) -> str:
        """The number on the screen, with the letter of its part."""
        return self.host.journey.screen

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until *condition* holds; it is looked at whenever something happened."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"still at {self.screen} after {self.shown}: {self.host.notice}") from None

    async def sees(self, *screens: str) -> None:
        """Wait until one of *screens* is up."""
        await self.until(lambda: self.screen in screens)

    async def passes(self, screen: str) -> None:
        """Wait until *screen* was up at least once."""
        await self.until(lambda: screen in self.shown)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key, wherever the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def enter(self) -> None:
        """Press the main button by keyboard."""
        self.key(Qt.Key.Key_Return)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, text)

    def tab(self, times: int = 1) -> None:
        """Move the focus on."""
        for _ in range(times):
            self.key(Qt.Key.Key_Tab)

    def back(self) -> None:
        """Alt and the left arrow."""
        self.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)

    def click(self, event: str) -> None:
        """Click the button that sends *event*."""
        QTest.mouseClick(self.window.bottom.buttons()[event], Qt.MouseButton.LeftButton)

    def commands(self) -> list[dict[str, Any]]:
        """What the engine was told in this session."""
        path = Path(self.host.folder) / "commands.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


Scenario = Callable[[Sitting], Awaitable[None]]


def sit_down(
    application: QApplication,
    folder: Path,
    scenario: Scenario,
    *,
    script: dict[str, Any] | None = None,
    start: Answers | None = None,
    pace: Pace | None = None,
) -> Sitting:
    """Run *scenario* with a window of its own; the window is closed and the engine ended afterwards."""
    script_file = folder / "script.json"
    script_file.write_text(json.dumps(script or {}), encoding="utf-8")
    command = [sys.executable, "-m", "tests.ui.scripted_engine", str(script_file)]
    loop = qasync.QEventLoop(application)
    with loop:
        sitting: Sitting = loop.run_until_complete(
            _sit(scenario, command, start or Answers(practice="healthy"), pace or Pace(0.0, 0.0))
        )
    return sitting


async def _sit(scenario: Scenario, command: list[str], start: Answers, pace: Pace) -> Sitting:
    bugs: list[BaseException] = []
    owner = TaskOwner(bugs.append)
    links: list[EngineLink] = []

    def connect(hear: Hear) -> Link:
        links.append(PatientLink(owner, hear, command))
        return links[-1]

    host = Host(connect, start, unavailable=Unavailable(), pace=pace)
    window = Window(host)
    window.show()
    window.activateWindow()
    sitting = Sitting(window, host, owner, links)
    await sitting.until(lambda: window.painted and window.isActiveWindow())
    try:
        await scenario(sitting)
    finally:
        window.close()
        await host.leave()
        await owner.close()
        window.deleteLater()
        sitting.bugs = bugs
    assert bugs == []
    return sitting
