"""Lines with a sign before them: what the program has done and is doing, and the state of each test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.look import look
from app.ui.widgets.label import Label
from app.ui.widgets.pill import paint_sign

SHOWN: Final = 4
"""Steps on the page; older ones roll away, because a person looks at the newest."""


class Sign(QWidget):
    """The sign of a state; ``busy`` is an open ring."""

    def __init__(self, state: str = "unknown") -> None:
        super().__init__()
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: str) -> None:
        """Paint another state."""
        self._state = state
        self.update()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        size = QFontMetrics(look.font("body")).height()
        return QSize(size, size)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = min(self.width(), self.height()) * 0.86
        area = QRectF((self.width() - size) / 2, (self.height() - size) / 2, size, size)
        if self._state != "busy":
            paint_sign(painter, self._state, area)
            return
        inner = area.adjusted(2, 2, -2, -2)
        painter.setPen(QPen(QColor(look.theme.line), 3))
        painter.drawEllipse(inner)
        painter.setPen(QPen(QColor(look.theme.accent), 3, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(inner, 90 * 16, -110 * 16)


class StepLines(QWidget):
    """Plain steps, ticked off one after the other."""

    def __init__(self, most: int = SHOWN) -> None:
        """*most*: lines on the page."""
        super().__init__()
        self._most = most
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._rows = [_StepLine() for _ in range(most)]
        for row in self._rows:
            self._column.addWidget(row)
        self._column.addStretch(1)
        self.show_steps(())

    def show_steps(self, steps: Sequence[str]) -> None:
        """The newest of *steps* is going on, those before it are done."""
        shown = list(steps)[-self._most :]
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(shown))
            if index < len(shown):
                row.show_step(shown[index], done=index < len(shown) - 1)


class _StepLine(QWidget):
    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._sign = Sign()
        self._words = Label("body")
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def show_step(self, words: str, *, done: bool) -> None:
        self._sign.show_state("ok" if done else "busy")
        if self._words.text() != words:
            self._words.setText(words)
