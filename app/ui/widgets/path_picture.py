"""The picture people look at before they read: computer, router, internet, phone service, and where it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QColor, QFont, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import pictures
from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.pill import paint_sign
from app.wizard.path import PLACES, Path, PlaceState

_FRAME_MS: Final = 60
_NODE: Final = 58
_STEP: Final = 119
_SMALL: Final = 0.86
_LARGEST: Final = 1.3
"""How far the picture grows where a page has little else."""
_MARGIN: Final = 16
_LONGEST: Final = 1.4
"""How far the ways between the places stretch where there is room."""
_LANE: Final = 6.0
_DOT: Final = 3.6

Stop = tuple[str, PlaceState]


class Flow(NamedTuple):
    """Which way sound arrives right now. ``None``: nobody counts it."""

    outbound: bool | None = None
    inbound: bool | None = None


class PathPicture(QWidget):
    """Places and the ways between them. ``moving``: something is on its way right now."""

    accessible_role = QAccessible.Role.Graphic

    def __init__(self, *, small: bool = False, grows: bool = False) -> None:
        """*small*: beside other live pictures; *grows*: takes the room that its page has left."""
        super().__init__()
        self._stops: tuple[Stop, ...] = ()
        self._small, self._grows = small, grows
        self._flow: Flow | None = None
        self._offset = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._move)
        self._moving = False
        vertical = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        self.show_path(Path())
        self.restyle()

    def show_path(self, path: Path, *, moving: bool = False, flow: Flow | None = None) -> None:
        """Paint the way of a call, and tell it to a screen reader in words."""
        self.show_stops(tuple(zip(PLACES, path.states, strict=True)), moving=moving, flow=flow)

    def show_stops(self, stops: Sequence[Stop], *, moving: bool = False, flow: Flow | None = None) -> None:
        """Paint any four places, by their ids in the word list ``window.nodes``."""
        self._stops, self._moving, self._flow = tuple(stops), moving, flow
        parts = [
            say("window", "path", "part", node=self._word(place), state=say("window", "node_states", state))
            for place, state in stops
        ]
        name = say("window", "path", "name", parts=", ".join(parts))
        if name != self.accessibleName():
            self.setAccessibleName(name)
        self._run_or_rest()
        self.update()

    def restyle(self) -> None:
        """Take over a changed text size."""
        if self._grows:
            self.setMaximumHeight(round(self._height(self._wanted() * _LARGEST)))
        self.updateGeometry()

    def _wanted(self) -> float:
        return look.scale * (_SMALL if self._small else 1.0)

    def _room(self) -> float:
        """Width for the three ways, with the words below the first and the last place left whole."""
        ends = (self._stops[0][0], self._stops[-1][0])
        widest = max(QFontMetrics(self._letters()).horizontalAdvance(self._word(place)) for place in ends)
        return float(self.width() - widest - 4)

    def _unit(self) -> float:
        wide = self._room() / (3 * _STEP)
        letters = QFontMetrics(self._letters()).height()
        high = (self.height() - letters - _MARGIN) / _NODE if self._grows else self._wanted()
        return max(min(wide, high, self._wanted() * _LARGEST), 0.6)

    def _letters(self) -> QFont:
        font = look.font("small")
        font.setPixelSize(round(font.pixelSize() * (0.88 if self._small else 0.95)))
        return font

    @staticmethod
    def _word(place: str) -> str:
        return say("window", "nodes", place)

    def _height(self, unit: float) -> float:
        return _NODE * unit + QFontMetrics(self._letters()).height() + _MARGIN

    def sizeHint(self) -> QSize:
        unit = self._wanted()
        return QSize(round(3 * _STEP * unit) + look.px(90), round(self._height(unit)))

    def minimumSizeHint(self) -> QSize:
        return QSize(280, self.sizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        self._run_or_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _run_or_rest(self) -> None:
        wanted = self._moving and self.isVisible() and not look.calm
        if wanted and not self._timer.isActive():
            self._timer.start()
        elif not wanted:
            self._timer.stop()

    def _move(self) -> None:
        self._offset = (self._offset + 0.04) % 1.0
        self.update()

    # Paint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self._unit()
        size, step = _NODE * unit, min(_STEP * unit * _LONGEST, self._room() / 3)
        left = (self.width() - 3 * step) / 2
        top = (self.height() - self._height(unit)) / 2 + 6
        spots = [QPointF(left + index * step, top + size / 2) for index in range(4)]
        if self.isRightToLeft():
            spots.reverse()
        for index in range(3):
            self._paint_way(painter, spots[index], spots[index + 1], size, self._stops[index + 1][1])
        for (place, state), spot in zip(self._stops, spots, strict=True):
            self._paint_place(painter, place, state, spot, size)

    def _paint_way(self, painter: QPainter, start: QPointF, end: QPointF, size: float, state: PlaceState) -> None:
        towards = 1 if end.x() > start.x() else -1
        room = towards * (size / 2 + 6)
        first, last = QPointF(start.x() + room, start.y()), QPointF(end.x() - room, end.y())
        if self._flow is not None:
            away = QPointF(0, -_LANE)
            self._paint_lane(painter, first + away, last + away, state, arrives=self._flow.outbound)
            self._paint_lane(painter, last - away, first - away, state, arrives=self._flow.inbound)
            return
        self._paint_line(painter, first, last, state, 3.2)
        if self._timer.isActive():
            self._paint_dot(painter, first + (last - first) * self._offset, 5)

    @staticmethod
    def _paint_line(painter: QPainter, first: QPointF, last: QPointF, state: PlaceState, width: float) -> None:
        colour = look.theme.line if state == "unknown" else look.theme.ink(state)
        pen = QPen(QColor(colour), width, c=Qt.PenCapStyle.RoundCap)
        if state == "broken":
            pen.setDashPattern([0.01, 2.6])
        painter.setPen(pen)
        painter.drawLine(first, last)

    def _paint_lane(
        self, painter: QPainter, first: QPointF, last: QPointF, state: PlaceState, *, arrives: bool | None
    ) -> None:
        """One direction of a call: dots run along it while sound packets arrive; it is dotted when they stay away."""
        self._paint_line(painter, first, last, "broken" if arrives is False else state, 2.2)
        if not arrives:
            return
        for third in range(3):
            share = ((self._offset if self._timer.isActive() else 0.2) + third / 3) % 1.0
            self._paint_dot(painter, first + (last - first) * share, _DOT)

    @staticmethod
    def _paint_dot(painter: QPainter, at: QPointF, radius: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.theme.accent))
        painter.drawEllipse(at, radius, radius)

    def _paint_place(self, painter: QPainter, place: str, state: PlaceState, spot: QPointF, size: float) -> None:
        theme = look.theme
        ink = theme.ink(state)
        circle = QRectF(spot.x() - size / 2, spot.y() - size / 2, size, size)
        painter.setBrush(QColor(theme.ground(state)))
        painter.setPen(QPen(QColor(ink if state != "unknown" else theme.line), 2))
        painter.drawEllipse(circle)
        edge = size * 0.2
        pictures.paint(painter, f"node_{place}", circle.adjusted(edge, edge, -edge, -edge), theme, ink)
        if state in ("broken", "look"):
            sign = size * 0.34
            paint_sign(painter, state, QRectF(circle.right() - sign * 0.8, circle.top() - sign * 0.1, sign, sign))
        font = self._letters()
        font.setBold(state in ("broken", "look"))
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        words = QRectF(spot.x() - 2 * _STEP, circle.bottom() + 6, 4 * _STEP, QFontMetrics(font).height() + 2)
        width = QFontMetrics(font).horizontalAdvance(self._word(place))
        half = min(width, self.width()) / 2 + 1  # bold words at the edge move inwards instead of being cut off
        middle = min(max(spot.x(), half), self.width() - half)
        words.moveCenter(QPointF(middle, words.center().y()))
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self._word(place))
