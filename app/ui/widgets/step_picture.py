"""The drawing of a router's page, sharp at any size: the letters grow with the text size, the rest with the room."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.routers.guide import Guide, Step
from app.routers.picture.draw import WIDTH, Picture, draw
from app.ui.look import look
from app.ui.widgets.button import paint_ring

WIDEST: float = 1.25
"""How far the drawing grows with a large window while the text is at 100 %."""
BAR: int = 24
"""A change of width that a scroll bar can make; taking it over could make the bar come and go for ever."""
TIGHTEST: float = 0.72
"""How far it shrinks before the page scrolls."""


class StepPicture(QWidget):
    """Its accessible name says all that the drawing says. Tab stops at it, so that keys bring it into sight.

    ``clicked`` tells of a press with the mouse: people press the drawn Copy.
    """

    accessible_role = QAccessible.Role.Graphic
    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._step: tuple[Step, Guide] | None = None
        self._picture: Picture | None = None
        self._letters = 0.0
        self._room = round(WIDTH)
        self._renderer = QSvgRenderer(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def alternative(self) -> str:
        """The drawing in words."""
        return self._picture.alternative if self._picture else ""

    def show_step(self, step: Step, guide: Guide) -> None:
        """Draw another step; the same one is left as it is."""
        if self._step != (step, guide):
            self._step, self._letters = (step, guide), 0.0
            self._draw()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if abs(event.size().width() - self._room) > BAR:
            self._room = event.size().width()
            self._draw()

    def sizeHint(self) -> QSize:
        return QSize(round(WIDTH), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, round(self._height() * (TIGHTEST if look.scale < 1.2 else 1.0)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        zoom = min(self._zoom(), self.width() / WIDTH, self.height() / self._picture.height)
        width, height = WIDTH * zoom, self._picture.height * zoom
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lead = self.width() - width if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0.0
        area = QRectF(lead, 0.0, width, height)
        self._renderer.render(painter, area)
        if self.hasFocus():
            paint_ring(painter, area.adjusted(4, 4, -4, -4), 8)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def _zoom(self) -> float:
        return min(self._room / WIDTH, max(look.scale, WIDEST))

    def _height(self) -> int:
        return round(self._picture.height * self._zoom()) if self._picture else 0

    def _draw(self) -> None:
        if self._step is None:
            return
        letters = round(min(max(look.scale / self._zoom(), 1.0), 2.0), 1)
        if letters != self._letters:
            self._letters = letters
            self._picture = draw(*self._step, scale=letters)
            self._renderer.load(QByteArray(self._picture.svg.encode()))
            self.setAccessibleName(self._picture.alternative)
        self.setMaximumHeight(max(self._height(), 1))
        self.updateGeometry()
        self.update()
