"""The window small and in front, so that the browser with the router's page stays in sight beside the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt

from app.ui.look import look

if TYPE_CHECKING:
    from app.ui.window import Window

SMALL: Final = QSize(660, 580)
"""At 100 %."""
MARGIN: Final = 24
SCREENS: Final = frozenset({"53", "53b"})
"""Everywhere else the window is as large as ever."""


class SmallMode:
    """``on`` tells how the window is now."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._before = window.geometry()
        self._least = window.minimumSize()
        self.on = False

    def toggle(self) -> None:
        """Small and in front, or as it was."""
        if self.on:
            self._leave()
        else:
            self._enter()

    def show_screen(self, screen: str) -> None:
        """Another screen came up."""
        if self.on and screen not in SCREENS:
            self._leave()

    def _enter(self) -> None:
        window = self._window
        self._before, self._least = window.geometry(), window.minimumSize()
        self.on = True
        self._dress()
        room = window.screen().availableGeometry()
        size = (SMALL * look.scale).boundedTo(room.size())
        window.setMinimumSize(SMALL.boundedTo(room.size()))
        window.resize(size)
        x = room.left() + MARGIN if window.isRightToLeft() else room.right() - size.width() - MARGIN
        window.move(x, room.bottom() - size.height() - MARGIN)

    def _leave(self) -> None:
        self.on = False
        self._dress()
        self._window.setMinimumSize(self._least)
        self._window.setGeometry(self._before)

    def _dress(self) -> None:
        """What takes room beside the step is put away. The flag goes to the system's window itself: set on the widget,
        it would make a new one, which loses the focus."""
        window = self._window
        window.landmark.setVisible(not self.on)
        window.top.compact(self.on)
        window.bottom.compact(self.on)
        handle = window.windowHandle()
        if handle is not None:
            handle.setFlag(Qt.WindowType.WindowStaysOnTopHint, self.on)
