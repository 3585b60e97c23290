"""The program's own window walks through the practice line by itself and watches its event loop: one JSON line."""

from __future__ import annotations

import json
import sys
import time
from typing import Final

import psutil
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.main import make_application, run
from app.ui.window import Window

BEAT_MS: Final = 5
PRESS_MS: Final = 250
LAST_SCREEN: Final = "74"
LONGEST_S: Final = 120.0
CHOOSING: Final = ("21",)
"""Screens on which something is chosen before the main button."""
OTHER_WAY: Final = {"94b": "go_on"}
"""Screens whose main button tries again: a computer without sound goes on instead."""


class Walker:
    """Presses what a person would press, and notes how late its own heartbeat comes."""

    def __init__(self) -> None:
        self.started = self.last_beat = time.perf_counter()
        self.longest_ms = 0.0
        self.slow_screen = ""
        self.screens: list[str] = []
        self.memory: dict[str, float] = {}
        self._beat = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self.beat)
        self._press = QTimer(interval=PRESS_MS)
        self._press.timeout.connect(self.press)

    def begin(self) -> None:
        """Start once the first screen is up."""
        self.last_beat = time.perf_counter()
        self._beat.start()
        self._press.start()

    def beat(self) -> None:
        """The loop came round: how late is it?"""
        now = time.perf_counter()
        late = (now - self.last_beat) * 1000 - BEAT_MS
        if late > self.longest_ms:
            self.longest_ms, self.slow_screen = late, self.screens[-1] if self.screens else ""
        self.last_beat = now

    def press(self) -> None:
        """Press the main button of whatever screen is up."""
        window = self.window()
        screen = window.host.journey.screen
        if not self.screens or self.screens[-1] != screen:
            self.screens.append(screen)
            self.note_memory()
        if time.perf_counter() - self.started > LONGEST_S:
            window.close()
        target = QApplication.focusWidget() or window
        if screen in OTHER_WAY:
            window.press(OTHER_WAY[screen])
            return
        if screen in CHOOSING:
            QTest.keyClick(target, Qt.Key.Key_Tab)
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Space)
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)

    def note_memory(self) -> None:
        """Resident memory, the largest so far, of the window and of the engine."""
        own = psutil.Process()
        engines = [child for child in own.children() if "engine" in child.cmdline()]
        for name, process in (("window", own), *(("engine", engine) for engine in engines)):
            self.memory[name] = max(self.memory.get(name, 0.0), process.memory_info().rss / 1e6)

    @staticmethod
    def window() -> Window:
        """The program's one window."""
        return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Window))


def main() -> int:
    """Walk, then print what was measured."""
    make_application()
    walker = Walker()
    QTimer.singleShot(1500, walker.begin)
    run(practice="healthy")
    result = {
        "stall_ms": round(walker.longest_ms, 1),
        "slowest_screen": walker.slow_screen,
        "memory_mb": {name: round(size, 1) for name, size in walker.memory.items()},
        "screens": walker.screens,
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
