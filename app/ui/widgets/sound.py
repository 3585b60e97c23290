"""Live pictures of sound: a row of bars for each way of a call, and one green bar for the microphone."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.label import Label
from app.ui.widgets.pill import paint_sign

BARS: Final = 48
FLOOR_DBFS: Final = -60.0
LOUD: Final = 0.12
"""Share of the scale above which a screen reader says that there is sound."""


def share(dbfs: float) -> float:
    """A level as 0 (nothing) to 1 (full scale)."""
    return min(max((dbfs - FLOOR_DBFS) / -FLOOR_DBFS, 0.0), 1.0)


class Wave(QWidget):
    """The last few seconds of one way."""

    def __init__(self, direction: str) -> None:
        super().__init__()
        self._direction = direction
        self._levels: deque[float] = deque([0.0] * BARS, maxlen=BARS)
        self._nothing, self._state = False, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_levels(())

    def show_levels(self, levels: Sequence[float], *, nothing: bool = False) -> None:
        """Paint *levels* (dBFS), oldest first; *nothing*: no sound comes at all."""
        shares = [share(level) for level in levels][-BARS:]
        self._levels, self._nothing = deque(shares, maxlen=BARS), nothing
        loud = bool(shares) and max(shares[-6:]) > LOUD
        state = "nothing" if nothing else "loud" if loud else "quiet"
        if state != self._state:  # a screen reader is told of changes only
            self._state = state
            self.setAccessibleName(say("window", "sound", f"{self._direction}_{state}"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look.px(240), look.gap(38))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, look.gap(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.edge)
        painter.setBrush(QColor(look.theme.window))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._nothing:
            self._paint_nothing(painter)
            return
        painter.setBrush(QColor(look.theme.accent))
        step = (self.width() - 12) / BARS
        for index, level in enumerate(self._levels):
            height = max(4.0, level * (self.height() - 8))
            left = 6 + index * step + step * 0.25
            if self.isRightToLeft():
                left = self.width() - left - step * 0.5
            bar = QRectF(left, (self.height() - height) / 2, step * 0.5, height)
            painter.drawRoundedRect(bar, step * 0.25, step * 0.25)

    def _paint_nothing(self, painter: QPainter) -> None:
        size = look.gap(18)
        spot = QRectF(12, (self.height() - size) / 2, size, size)
        words = QRectF(self.rect()).adjusted(size + 24, 0, -12, 0)
        if self.isRightToLeft():
            spot.moveRight(self.width() - 12)
            words.moveLeft(12)
        paint_sign(painter, "look", spot)
        painter.setPen(QColor(look.theme.text))
        painter.setFont(look.font("small"))
        lead = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = lead | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, int(flags), say("window", "sound", "nothing"))


class SoundRow(QWidget):
    """The name of a way and its wave."""

    def __init__(self, direction: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.name = Label("body", say("window", "sound", direction))
        self.name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.wave = Wave(direction)
        row.addWidget(self.name)
        row.addWidget(self.wave, 1)
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.name.setFont(look.font("body"))
        self.name.setFixedWidth(min(look.px(132), 220))

    def show_way(self, levels: Sequence[float], *, arrives: bool | None) -> None:
        """Paint *levels*; a way on which nothing comes is said in words, because a flat line can also be silence."""
        self.wave.show_levels(levels, nothing=arrives is False)


class LevelBar(QProgressBar):
    """One bar that moves with the voice: how loud the microphone is right now."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, 100)
        self.setTextVisible(False)
        self.setAccessibleName(say("window", "sound", "microphone"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_level(self, dbfs: float | None) -> None:
        """Paint a level; ``None`` is silence."""
        self.setValue(0 if dbfs is None else round(share(dbfs) * 100))

    def sizeHint(self) -> QSize:
        return QSize(look.px(240), look.gap(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, look.gap(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect())
        painter.setBrush(QColor(look.theme.window))
        painter.drawRoundedRect(area, 10, 10)
        filled = area.adjusted(5, 5, -5, -5)
        filled.setWidth(max(filled.width() * self.value() / 100, filled.height()))
        if self.isRightToLeft():
            filled.moveRight(area.right() - 5)
        painter.setBrush(QColor(look.theme.ok))
        painter.setOpacity(1.0 if self.value() else 0.35)
        painter.drawRoundedRect(filled, 7, 7)
