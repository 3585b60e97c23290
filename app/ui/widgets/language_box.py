"""The languages to choose from, each written as its own speakers write it, so that a person finds it in any other."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QSizePolicy

from app.ui import pictures
from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.button import RING, paint_ring
from app.words import LANGUAGES, spoken

_SIDE: Final = 14


class LanguageBox(QComboBox):
    """A globe, the language spoken now, and an angle that says that there are more."""

    def __init__(self) -> None:
        super().__init__()
        for language in LANGUAGES:
            self.addItem(language.name, language.code)
        self.setCurrentIndex(max(self.findData(spoken().code), 0))
        self.setAccessibleName(say("window", "frame", "language"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.setFont(look.font("body"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        widest = max(metrics.horizontalAdvance(language.name) for language in LANGUAGES)
        width = widest + look.gap(24) + look.gap(14) + 4 * _SIDE
        return QSize(width + 2 * RING, max(look.gap(46), 44) + 2 * RING)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """In the manner of the plain buttons."""
        theme = look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        painter.setPen(QPen(QColor(theme.quiet), 1))
        painter.setBrush(QColor(theme.tint if self.underMouse() else theme.card))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        if self.hasFocus():
            paint_ring(painter, area, 12)
        size = look.gap(24)
        globe = QRectF(area.left() + _SIDE, area.center().y() - size / 2, size, size)
        words = area.adjusted(2 * _SIDE + size - 4, 0, -2 * _SIDE - look.gap(14), 0)
        angle = QPointF(area.right() - _SIDE - look.gap(7), area.center().y() + 1)
        if self.isRightToLeft():
            globe.moveRight(self.width() - globe.left())
            words.moveRight(self.width() - words.left())
            angle.setX(self.width() - angle.x())
        pictures.paint(painter, "globe", globe, theme)
        painter.setPen(QColor(theme.text))
        painter.setFont(self.font())
        lead = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        place = lead | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(words, int(place), self.currentText())
        self._paint_angle(painter, angle)

    def _paint_angle(self, painter: QPainter, tip: QPointF) -> None:
        half = look.gap(5)
        painter.setPen(QPen(QColor(look.theme.text), 2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corners = (QPointF(-half, -half / 2), QPointF(0, half / 2), QPointF(half, -half / 2))
        painter.drawPolyline(QPolygonF([tip + corner for corner in corners]))
