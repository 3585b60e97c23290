"""The picture people look at before they read: computer, router, internet, phone service, and where it breaks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import pictures
from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.pill import paint_sign
from app.wizard.path import PLACES, Path, PlaceState

_FRAME_MS: Final = 90
_NODE: Final = 58
_STEP: Final = 119


class PathPicture(QWidget):
    """Four places and the ways between them. ``moving``: something is on its way right now."""

    def __init__(self, *, small: bool = False) -> None:
        super().__init__()
        self._path = Path()
        self._small = small
        self._offset = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._move)
        self._moving = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_path(self._path)

    def show_path(self, path: Path, *, moving: bool = False) -> None:
        """Paint *path*, and tell it to a screen reader in words."""
        self._path, self._moving = path, moving
        parts = [
            say("window", "path", "part", node=say("window", "nodes", place), state=say("window", "node_states", state))
            for place, state in zip(PLACES, path.states, strict=True)
        ]
        self.setAccessibleName(say("window", "path", "name", parts=", ".join(parts)))
        self._run_or_rest()
        self.update()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.updateGeometry()

    def _unit(self) -> float:
        wanted = look.scale * (0.8 if self._small else 1.0)
        widest = max(QFontMetrics(self._letters()).horizontalAdvance(self._word(place)) for place in PLACES)
        room = (self.width() - widest - 4) / (3 * _STEP)
        return max(min(wanted, room), 0.6)

    def _letters(self) -> QFont:
        font = look.font("small")
        font.setPixelSize(round(font.pixelSize() * (0.82 if self._small else 0.88)))
        return font

    def _word(self, place: str) -> str:
        return say("window", "nodes", place)

    def sizeHint(self) -> QSize:
        unit = look.scale * (0.8 if self._small else 1.0)
        letters = QFontMetrics(self._letters()).height()
        return QSize(round(3 * _STEP * unit) + look.px(90), round(_NODE * unit) + letters + 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, self.sizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        self._run_or_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _run_or_rest(self) -> None:
        if self._moving and self.isVisible() and not look.calm:
            self._timer.start()
        else:
            self._timer.stop()

    def _move(self) -> None:
        self._offset = (self._offset + 0.06) % 1.0
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self._unit()
        size, step = _NODE * unit, _STEP * unit
        left = (self.width() - 3 * step) / 2
        spots = [QPointF(left + index * step, size / 2 + 6) for index in range(4)]
        if self.isRightToLeft():
            spots.reverse()
        for index in range(3):
            self._paint_way(painter, spots[index], spots[index + 1], size, self._path.states[index + 1])
        for place, state, spot in zip(PLACES, self._path.states, spots, strict=True):
            self._paint_place(painter, place, state, spot, size)

    def _paint_way(self, painter: QPainter, start: QPointF, end: QPointF, size: float, state: PlaceState) -> None:
        towards = 1 if end.x() > start.x() else -1
        room = towards * (size / 2 + 6)
        first, last = QPointF(start.x() + room, start.y()), QPointF(end.x() - room, end.y())
        colour = look.theme.line if state == "unknown" else look.theme.ink(state)
        pen = QPen(QColor(colour), 3.2, c=Qt.PenCapStyle.RoundCap)
        if state == "broken":
            pen.setDashPattern([0.01, 2.6])
        painter.setPen(pen)
        painter.drawLine(first, last)
        if self._timer.isActive():
            at = first + (last - first) * self._offset
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.theme.accent))
            painter.drawEllipse(at, 5, 5)

    def _paint_place(self, painter: QPainter, place: str, state: PlaceState, spot: QPointF, size: float) -> None:
        theme = look.theme
        ink = theme.ink(state)
        circle = QRectF(spot.x() - size / 2, spot.y() - size / 2, size, size)
        painter.setBrush(QColor(theme.ground(state)))
        painter.setPen(QPen(QColor(ink if state != "unknown" else theme.line), 2))
        painter.drawEllipse(circle)
        edge = size * 0.17
        pictures.paint(painter, f"node_{place}", circle.adjusted(edge, edge, -edge, -edge), theme, ink)
        if state in ("broken", "look"):
            sign = size * 0.34
            paint_sign(painter, state, QRectF(circle.right() - sign * 0.8, circle.top() - sign * 0.1, sign, sign))
        font = self._letters()
        font.setBold(state in ("broken", "look"))
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        words = QRectF(spot.x() - _STEP, circle.bottom() + 5, 2 * _STEP, QFontMetrics(font).height() + 2)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self._word(place))
