"""Qt's application object. macOS tells an open program of a double-clicked file by an event, not by a second start."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """``opened`` carries the path of a file that the person opened with this program."""

    opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Events to the application itself; there are few."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.opened.emit(event.file())
            return True
        return super().event(event)
