"""Answers to pick from: large tiles with a small picture, words, and a quieter second line where one helps."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QRadioButton, QSizePolicy, QWidget

from app.ui import pictures
from app.ui.look import look
from app.ui.theme import mixed
from app.ui.widgets.pill import paint_sign

_SIDE: Final = 14
_WRAP: Final = int(Qt.TextFlag.TextWordWrap)
_USUAL_WIDTH: Final = 230
_MOST: Final = 10_000
_STACKED_BELOW: Final = 1.3
"""Text size up to which the picture of an answer stands above its words."""


class _Face:
    """Measures and paints one tile. ``roomy``: there are few of them, so each is higher."""

    def __init__(
        self, tile: QAbstractButton, picture: str, detail: str, *, roomy: bool, marked: bool, few: bool = False
    ) -> None:
        self.few = few
        self.tile, self.picture, self.detail, self.roomy, self.marked = tile, picture, detail, roomy, marked
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        tile.setSizePolicy(policy)
        tile.setCursor(Qt.CursorShape.PointingHandCursor)
        if detail:
            tile.setAccessibleName(f"{tile.text()}. {detail}")
        self.restyle()

    def restyle(self) -> None:
        self.tile.setFont(look.font("button" if self.detail or self.roomy else "body"))
        self.tile.updateGeometry()

    # Measures

    @property
    def _stacked(self) -> bool:
        """A few answers with pictures have the room to be looked at before they are read."""
        return self.roomy and self.few and bool(self.picture) and look.scale < _STACKED_BELOW

    @property
    def _icon(self) -> int:
        return look.gap(54 if self._stacked else 44 if self.roomy else 30) if self.picture else 0

    @property
    def _mark(self) -> int:
        return look.gap(18) if self.marked else 0

    @property
    def _left(self) -> int:
        return _SIDE + (self._icon + 12 if self.picture and not self._stacked else 6)

    @property
    def _right(self) -> int:
        return _SIDE + (self._mark + 4 if self.marked else 0)

    @staticmethod
    def _small() -> QFont:
        return look.font("small")

    def _room(self, width: int) -> int:
        """For the words, in a tile of *width*; the edge takes up to four."""
        return max(width - self._left - self._right - 4, 40)

    def _lines(self, width: int) -> tuple[int, int]:
        """Heights of the words and of the second line, when the tile is *width* wide."""
        room = self._room(width)
        words = QFontMetrics(self.tile.font()).boundingRect(QRect(0, 0, room, _MOST), _WRAP, self.tile.text())
        if not self.detail:
            return words.height(), 0
        detail = QFontMetrics(self._small()).boundingRect(QRect(0, 0, room, _MOST), _WRAP, self.detail)
        return words.height(), detail.height() + 2

    def height(self, width: int) -> int:
        if self._stacked:
            return sum(self._lines(width)) + self._icon + look.gap(62)
        least = look.gap(88 if self.roomy else 46)
        return max(sum(self._lines(width)) + look.gap(18), least, self._icon + 14)

    def hint(self) -> QSize:
        return QSize(look.px(_USUAL_WIDTH), self.height(look.px(_USUAL_WIDTH)))

    def least(self) -> QSize:
        """A width that holds the longest word, and the height that the words then need."""
        fonts = ((self.tile.text(), self.tile.font()), (self.detail, self._small()))
        words = [QFontMetrics(font).horizontalAdvance(word) for text, font in fonts for word in text.split()]
        width = self._left + max(words, default=0) + self._right
        return QSize(width, self.height(max(width, self.tile.width())))

    # Paint

    def resized(self, before: QSize) -> None:
        """A new tile does not know its width yet; the height that it asked for then is taken back."""
        if before.width() != self.tile.width():
            self.tile.updateGeometry()

    def paint(self) -> None:
        painter = QPainter(self.tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        area = QRectF(self.tile.rect())
        if self._stacked:
            self._paint_stacked(painter, area)
            return
        spot = QRectF(_SIDE, area.center().y() - self._icon / 2, self._icon, self._icon)
        mark = QRectF(area.right() - _SIDE - self._mark, area.center().y() - self._mark / 2, self._mark, self._mark)
        inner = QRectF(self._left, area.top(), self._room(self.tile.width()), area.height())
        if self.tile.isRightToLeft():
            for part in (spot, mark, inner):
                part.moveRight(area.right() - part.left())
        if self.picture:
            pictures.paint(painter, self.picture, spot, look.theme)
        if self.marked:
            self._paint_mark(painter, mark)
        self._paint_words(painter, inner)

    def _paint_stacked(self, painter: QPainter, area: QRectF) -> None:
        words = self._lines(self.tile.width())[0]
        room, gap = self._room(self.tile.width()), look.gap(12)
        top = area.center().y() - (self._icon + gap + words) / 2
        spot = QRectF(area.center().x() - self._icon / 2, top, self._icon, self._icon)
        pictures.paint(painter, self.picture, spot, look.theme)
        painter.setPen(QColor(look.theme.text))
        painter.setFont(self.tile.font())
        below = QRectF(area.center().x() - room / 2, spot.bottom() + gap, room, words)
        painter.drawText(below, _WRAP | int(Qt.AlignmentFlag.AlignHCenter), self.tile.text())

    def _paint_ground(self, painter: QPainter) -> None:
        theme, tile = look.theme, self.tile
        chosen = tile.isCheckable() and tile.isChecked()
        share = 0.18 if tile.isDown() else 0.06 if tile.underMouse() else 0.0
        painter.setBrush(QColor(mixed(theme.accent, theme.tint if chosen else theme.card, share)))
        edge = theme.text if tile.hasFocus() else theme.accent if chosen else theme.line
        width = 3 if tile.hasFocus() else 2 if chosen else 1
        painter.setPen(QPen(QColor(edge), width))
        inset = 1 + width / 2
        painter.drawRoundedRect(QRectF(tile.rect()).adjusted(inset, inset, -inset, -inset), 12, 12)

    def _paint_mark(self, painter: QPainter, spot: QRectF) -> None:
        """Picked or not, by shape and not by colour alone."""
        if self.tile.isChecked():
            paint_sign(painter, "picked", spot)
            return
        painter.setPen(QPen(QColor(look.theme.quiet), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(spot.adjusted(1, 1, -1, -1))

    def _paint_words(self, painter: QPainter, inner: QRectF) -> None:
        theme = look.theme
        lead = Qt.AlignmentFlag.AlignRight if self.tile.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = _WRAP | int(lead | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop)
        words, detail = self._lines(self.tile.width())
        top = inner.center().y() - (words + detail) / 2
        painter.setPen(QColor(theme.text))
        painter.setFont(self.tile.font())
        painter.drawText(QRectF(inner.x(), top, inner.width(), words), flags, self.tile.text())
        if self.detail:
            painter.setPen(QColor(theme.quiet))
            painter.setFont(self._small())
            painter.drawText(QRectF(inner.x(), top + words + 2, inner.width(), detail), flags, self.detail)


class _Faced:
    """What every tile leaves to its face."""

    _face: _Face

    def restyle(self) -> None:
        """Take over a changed text size."""
        self._face.restyle()

    def sizeHint(self) -> QSize:
        return self._face.hint()

    def minimumSizeHint(self) -> QSize:
        return self._face.least()

    def heightForWidth(self, width: int) -> int:
        return self._face.height(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._face.resized(event.oldSize())

    def paintEvent(self, event: QPaintEvent) -> None:
        self._face.paint()


class ChoiceTile(_Faced, QRadioButton):
    """One of several: stays picked. Arrow keys move between those of one parent."""

    def __init__(
        self, identity: str, text: str, picture: str = "", parent: QWidget | None = None, *, detail: str = ""
    ) -> None:
        super().__init__(text, parent)
        self.choice_id, self.picture = identity, picture
        self._face = _Face(self, picture, detail, roomy=False, marked=True)

    def hitButton(self, position: QPoint) -> bool:
        """The whole tile can be pressed, not only the words."""
        return self.rect().contains(position)


class AnswerTile(_Faced, QPushButton):
    """An answer that goes on at once. ``few``: there is room for its picture above the words."""

    def __init__(
        self, identity: str, text: str, picture: str = "", parent: QWidget | None = None, *, few: bool = True
    ) -> None:
        super().__init__(text, parent)
        self.choice_id, self.picture = identity, picture
        self._face = _Face(self, picture, "", roomy=True, marked=False, few=few)
