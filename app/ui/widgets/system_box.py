"""What the system's question looks like, drawn simply, with the button to press marked. No system's art is used."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen

from app.ui import pictures
from app.ui.look import look
from app.ui.say import say
from app.ui.theme import mixed
from app.ui.widgets.follows_width import FollowsWidth, wrapped_height
from app.version import NAME

RING: Final = "#D81E5B"
"""The colour of the ring in all pictures of things to press elsewhere."""
_WIDEST: Final = 470


class SystemBox(FollowsWidth):
    """``kind``: ``windows``, ``macos`` or ``microphone``. Its accessible name says what to press."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.retell()

    def retell(self) -> None:
        """Take over another language."""
        self._title = say("window", "boxes", f"{self.kind}_title", program=NAME)
        self._body = say("window", "boxes", f"{self.kind}_body", program=NAME)
        self._yes = say("window", "boxes", f"{self.kind}_yes")
        self._no = say("window", "boxes", f"{self.kind}_no")
        self.setAccessibleName(say("window", "boxes", "name", title=self._title, button=self._yes))

    def _width(self) -> int:
        return min(max(self.width(), self.LEAST), look.px(_WIDEST))

    def _text_room(self) -> int:
        return self._width() - look.px(40) - self._icon()

    def _icon(self) -> int:
        return look.px(44) if self.kind != "windows" else look.px(36)

    @staticmethod
    def _strong() -> QFont:
        return look.font("subheading")

    @staticmethod
    def _plain() -> QFont:
        return look.font("small")

    def _high(self, font: QFont, text: str) -> int:
        return wrapped_height(font, text, self._text_room())

    def _button_height(self) -> int:
        return QFontMetrics(self._plain()).height() + look.px(14)

    def sizeHint(self) -> QSize:
        words = self._high(self._strong(), self._title) + self._high(self._plain(), self._body)
        return QSize(look.px(_WIDEST), words + self._button_height() + look.px(58))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self._width()
        left = self.width() - width if self.isRightToLeft() else 0
        area = QRectF(left, 2, width, self.height() - 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mixed(theme.text, theme.card, 0.08)))
        radius = 6 if self.kind == "windows" else 14
        painter.drawRoundedRect(area.translated(0, 4), radius, radius)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.window))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        self._paint_words(painter, area)
        self._paint_buttons(painter, area)

    def _paint_words(self, painter: QPainter, area: QRectF) -> None:
        side, icon = look.px(16), self._icon()
        spot = QRectF(area.x() + side, area.y() + side, icon - look.px(6), icon - look.px(6))
        words = QRectF(area.x() + side + icon, area.y() + side, self._text_room(), area.height())
        if self.isRightToLeft():
            spot.moveRight(area.right() - side)
            words.moveRight(area.right() - side - icon)
        pictures.paint(painter, "microphone" if self.kind == "microphone" else "node_service", spot, look.theme)
        painter.setPen(QColor(look.theme.text))
        painter.setFont(self._strong())
        painter.drawText(words, self.flags, self._title)
        painter.setPen(QColor(look.theme.quiet))
        painter.setFont(self._plain())
        painter.drawText(words.translated(0, self._high(self._strong(), self._title) + 4), self.flags, self._body)

    def _paint_buttons(self, painter: QPainter, area: QRectF) -> None:
        """The one to press stands at the end on macOS and before the other on Windows, ringed on both."""
        metrics, high = QFontMetrics(self._plain()), self._button_height()
        names = [self._yes, self._no] if self.kind == "windows" else [self._no, self._yes]
        widths = [metrics.horizontalAdvance(name) + look.px(34) for name in names]
        x, y = area.right() - look.px(18) - sum(widths) - look.px(10), area.bottom() - look.px(16) - high
        for name, width in zip(names, widths, strict=True):
            spot = QRectF(x, y, width, high)
            if self.isRightToLeft():
                spot.moveRight(area.right() - (x - area.x()))
            self._paint_button(painter, spot, name, pressed=name == self._yes)
            x += width + look.px(10)

    def _paint_button(self, painter: QPainter, spot: QRectF, name: str, *, pressed: bool) -> None:
        theme = look.theme
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.accent if pressed else theme.card))
        painter.drawRoundedRect(spot, 6, 6)
        painter.setPen(QColor(theme.on_accent if pressed else theme.text))
        painter.setFont(self._plain())
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, name)
        if pressed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(RING), 3.5))
            painter.drawRoundedRect(spot.adjusted(-6, -6, 6, 6), 12, 12)
