"""A short word on a coloured ground, and the sign of a state: always shape and word, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.ui.look import look


def paint_sign(painter: QPainter, state: str, area: QRectF) -> None:
    """A tick, an exclamation mark in a triangle, a cross, or a dash, in a filled round of the state's ink."""
    theme = look.theme
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent if state == "picked" else theme.ink(state)))
    if state == "look":
        top, side = area.top() - area.height() * 0.04, area.width() * 0.06
        corners = [
            QPointF(area.center().x(), top),
            QPointF(area.right() + side, area.bottom()),
            QPointF(area.left() - side, area.bottom()),
        ]
        painter.drawPolygon(QPolygonF(corners))
    else:
        painter.drawEllipse(area)
    painter.setPen(QPen(QColor(theme.card), max(area.width() / 9, 1.6), c=Qt.PenCapStyle.RoundCap))
    for line in _STROKES.get(state, _STROKES["unknown"]):
        points = [QPointF(area.x() + x * area.width(), area.y() + y * area.height()) for x, y in line]
        painter.drawPolyline(QPolygonF(points))
    painter.restore()


_TICK = (((0.3, 0.53), (0.44, 0.67), (0.71, 0.36)),)
_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "ok": _TICK,
    "picked": _TICK,
    "broken": (((0.34, 0.34), (0.66, 0.66)), ((0.66, 0.34), (0.34, 0.66))),
    "look": (((0.5, 0.38), (0.5, 0.62)), ((0.5, 0.82), (0.5, 0.821))),
    "unknown": (((0.32, 0.5), (0.68, 0.5)),),
}


class Pill(QLabel):
    """A word in the ink of a state on its ground; ``sign`` puts the state's sign before it."""

    def __init__(self, text: str = "", state: str = "unknown", *, sign: bool = False) -> None:
        super().__init__(text)
        self.state, self._sign = state, sign
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.setFont(look.font("small"))
        font = self.font()
        font.setWeight(look.font("button").weight())
        self.setFont(font)
        self.updateGeometry()

    def show_state(self, text: str, state: str) -> None:
        """Say something else."""
        self.state = state
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        sign = metrics.height() + 6 if self._sign else 0
        return QSize(metrics.horizontalAdvance(self.text()) + sign + look.px(26), metrics.height() + look.px(11))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.setPen(look.edge)
        painter.setBrush(QColor(look.theme.ground(self.state)))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), area.height() / 2, area.height() / 2)
        if self._sign:
            size = QFontMetrics(self.font()).height() * 0.86
            spot = QRectF(look.px(10), (area.height() - size) / 2, size, size)
            room = area.adjusted(spot.right() + 7, 0, -look.px(10), 0)
            if self.isRightToLeft():
                spot.moveRight(area.width() - spot.left())
                room.moveRight(spot.left() - 7)
            paint_sign(painter, self.state, spot)
            area = room
        painter.setPen(QColor(look.theme.ink(self.state)))
        painter.setFont(self.font())
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
