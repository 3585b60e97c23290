"""A sentence on a coloured ground at the top of a page: what went wrong, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.look import look
from app.ui.widgets.label import Label
from app.ui.widgets.lines import Sign


class Notice(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, state: str = "look") -> None:
        super().__init__()
        self._state = state
        self._sign = Sign(state)
        self.words = Label("body")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(12)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show *sentence*; an empty one takes the notice away."""
        self.words.setText(sentence)
        self.setVisible(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.edge)
        painter.setBrush(QColor(look.theme.ground(self._state)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
