"""Rounded grounds."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from app.ui.look import look

Role = QPalette.ColorRole


class Card(QWidget):
    """A rounded ground in a palette role, with a thin line around it or without."""

    def __init__(self, ground: QPalette.ColorRole = Role.Base, *, line: bool = True, radius: float = 18) -> None:
        super().__init__()
        self._ground, self._line, self._radius = ground, line, radius

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.palette().color(self._ground))
        painter.setPen(QPen(self.palette().color(Role.Mid), 1) if self._line else look.edge)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)
