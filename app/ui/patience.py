"""Tells when a measurement takes too long. Seconds while the computer sleeps do not count: nobody waited then."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

BEAT_MS: Final = 1000


class Patience(QObject):
    """``over`` when it is at an end. Counted in beats: a beat that comes late, after sleep, is one beat."""

    over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.left = 0
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self.beat)

    def start(self, seconds: float) -> None:
        """Begin anew with so many seconds."""
        self.left = round(seconds * 1000 / BEAT_MS)
        self._beat.start()

    def stop(self) -> None:
        """Nobody waits any more."""
        self._beat.stop()

    def beat(self) -> None:
        """One second has gone by, or one sleep."""
        self.left -= 1
        if self.left <= 0:
            self.stop()
            self.over.emit()
