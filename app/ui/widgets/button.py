"""Buttons: the main one filled with the accent, the others on the card's ground, and quiet small ones."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui.look import TypeRole, look
from app.ui.theme import mixed

Manner = Literal["main", "plain", "quiet"]

RING: int = 4
"""Room around every button for the focus ring, in logical pixels."""
_CENTRED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
_HEIGHT = {"main": 50, "plain": 50, "quiet": 38}
_SIDE = {"main": 26, "plain": 26, "quiet": 14}
_ROLE: dict[Manner, TypeRole] = {"main": "button", "plain": "button", "quiet": "small"}


class PressButton(QPushButton):
    """One press. Its accessible name is its label."""

    def __init__(self, text: str = "", manner: Manner = "plain", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.manner: Manner = manner
        self.event_id = ""
        self.wrap_at = 0
        """Width at which the label takes a second line; 0: never."""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.setFont(look.font(_ROLE[self.manner]))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Label, sides, and room for the ring; never below 44 pixels."""
        words = self._words()
        width = words.width() + 2 * look.gap(_SIDE[self.manner])
        height = max(look.gap(_HEIGHT[self.manner]), words.height() + look.gap(14))
        return QSize(max(width, 44) + 2 * RING, max(height, 36) + 2 * RING)

    def _words(self) -> QSize:
        metrics = QFontMetrics(self.font())
        size = metrics.size(0, self.text())
        room = self.wrap_at - 2 * look.gap(_SIDE[self.manner]) - 2 * RING
        if not self.wrap_at or size.width() <= room:
            return size
        return metrics.boundingRect(QRect(0, 0, room, 10_000), _CENTRED, self.text()).size()

    def minimumSizeHint(self) -> QSize:
        """No label is ever cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, label, and the ring when it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        radius = 12 if self.manner != "quiet" else 10
        painter.setPen(self._edge())
        share = 0.22 if self.isDown() else 0.1 if self.underMouse() else 0.0
        painter.setBrush(self._ground(share) if share or self.manner != "quiet" else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if self.hasFocus():
            paint_ring(painter, area, radius)
        painter.setPen(self._ink())
        painter.setFont(self.font())
        painter.drawText(self._room(area), _CENTRED, self.text())

    def _room(self, area: QRectF) -> QRectF:
        """Where the label stands."""
        return area

    def _ink(self) -> QColor:
        role = QPalette.ColorRole.HighlightedText if self.manner == "main" else QPalette.ColorRole.ButtonText
        return self.palette().color(role)

    def _edge(self) -> QPen:
        if self.manner == "plain":
            return QPen(self.palette().color(QPalette.ColorRole.Mid), 1)
        return look.edge if self.manner == "quiet" else QPen(Qt.PenStyle.NoPen)

    def _ground(self, share: float) -> QColor:
        theme = look.theme
        base = {"main": theme.accent, "plain": theme.card, "quiet": theme.window}[self.manner]
        towards = theme.text if self.manner == "main" else theme.accent
        return QColor(mixed(towards, base, share))


class BackButton(PressButton):
    """The plain button with a small angle that points to where one came from."""

    def __init__(self) -> None:
        super().__init__(manner="plain")

    def restyle(self) -> None:
        super().restyle()
        self.setFont(look.font("small"))

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width() - look.gap(6), max(look.gap(40), size.height() - look.gap(10)))

    def _room(self, area: QRectF) -> QRectF:
        angle = look.gap(14)
        return area.adjusted(0, 0, -angle, 0) if self.isRightToLeft() else area.adjusted(angle, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._ink(), 2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        size, middle, start = look.px(5), self.height() / 2, RING + look.gap(18)
        x, towards = (self.width() - start, -1) if self.isRightToLeft() else (start, 1)
        corners = ((towards * size, -size), (0, 0), (towards * size, size))
        painter.drawPolyline(QPolygonF([QPointF(x + dx, middle + dy) for dx, dy in corners]))


def paint_ring(painter: QPainter, area: QRectF, radius: float) -> None:
    """The focus ring: two pixels in the text's colour around *area*, so that it stands out on every ground."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(look.theme.text), 2))
    around = area.adjusted(-3, -3, 3, 3)
    painter.drawRoundedRect(around, radius + 3, radius + 3)
    painter.restore()
