"""A box with the label that people are asked to read: the name of the router as it is printed there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen

from app.ui import pictures
from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.follows_width import FollowsWidth, wrapped_height

_SIDE = 22


class RouterLabel(FollowsWidth):
    """Its accessible name says what is written on it."""

    LEAST = 320

    def __init__(self) -> None:
        super().__init__()
        self._brand, self._family = "", ""

    def show_router(self, brand: str, family: str) -> None:
        """Print another name."""
        self._brand, self._family = brand, family
        self.setAccessibleName(say("window", "router_seen", "name", brand=brand, family=family))
        self.updateGeometry()
        self.update()

    def _family_height(self, width: float) -> int:
        return wrapped_height(look.font("body"), self._family, width)

    def _picture(self) -> int:
        return look.gap(92)

    def _room(self) -> float:
        return max(self.width(), self.LEAST) - self._picture() - 3 * _SIDE

    def sizeHint(self) -> QSize:
        words = QFontMetrics(look.font("heading")).height() + self._family_height(self._room())
        return QSize(look.px(420), max(words + look.gap(40), self._picture() + look.gap(36)))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.window))
        painter.drawRoundedRect(area, 14, 14)
        size = self._picture()
        spot = QRectF(_SIDE, (self.height() - size) / 2, size, size)
        words = QRectF(2 * _SIDE + size, 0, self._room(), self.height())
        if self.isRightToLeft():
            spot.moveRight(self.width() - spot.left())
            words.moveRight(self.width() - words.left())
        pictures.paint(painter, "router_box", spot, theme)
        self._paint_words(painter, words)

    def _paint_words(self, painter: QPainter, words: QRectF) -> None:
        high, low = QFontMetrics(look.font("heading")).height(), self._family_height(words.width())
        top = (self.height() - high - low) / 2
        painter.setPen(QColor(look.theme.text))
        painter.setFont(look.font("heading"))
        painter.drawText(QRectF(words.x(), top, words.width(), high), self.flags, self._brand)
        painter.setPen(QColor(look.theme.quiet))
        painter.setFont(look.font("body"))
        painter.drawText(QRectF(words.x(), top + high, words.width(), low), self.flags, self._family)
