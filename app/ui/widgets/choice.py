"""Answers to pick from: large tiles with a small picture and words."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QRadioButton, QSizePolicy, QWidget

from app.ui import pictures
from app.ui.look import look
from app.ui.theme import mixed

_SIDE = 14
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter


def _picture_size(picture: str) -> int:
    return look.gap(30) if picture else 0


def _text_left(picture: str) -> int:
    size = _picture_size(picture)
    return _SIDE + (size + 12 if size else 6)


def _height(button: QAbstractButton, picture: str, width: int) -> int:
    room = max(width - _text_left(picture) - _SIDE - 4, 40)  # as in _paint, whose edge takes up to four
    flags = int(Qt.TextFlag.TextWordWrap)
    text = QFontMetrics(button.font()).boundingRect(QRect(0, 0, room, 10_000), flags, button.text())
    return max(text.height() + look.gap(18), look.gap(46), _picture_size(picture) + 14)


def _paint(button: QAbstractButton, picture: str, chosen: bool) -> None:
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    theme = look.theme
    area = QRectF(button.rect()).adjusted(1, 1, -1, -1)
    base = theme.tint if chosen else theme.card
    share = 0.18 if button.isDown() else 0.06 if button.underMouse() else 0.0
    painter.setBrush(QColor(mixed(theme.accent, base, share)))
    edge = theme.text if button.hasFocus() else theme.accent if chosen else theme.line
    width = 3 if button.hasFocus() else 2 if chosen else 1
    painter.setPen(QPen(QColor(edge), width))
    inset = width / 2
    painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), 12, 12)
    inner = QRectF(_text_left(picture), area.top(), area.right() - _SIDE - _text_left(picture), area.height())
    size = _picture_size(picture)
    spot = QRectF(_SIDE, area.center().y() - size / 2, size, size)
    if button.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        inner.moveRight(button.width() - inner.left())
        spot.moveRight(button.width() - spot.left())
    if picture:
        pictures.paint(painter, picture, spot, theme)
    painter.setPen(QColor(theme.text))
    painter.setFont(button.font())
    lead = Qt.AlignmentFlag.AlignRight if button.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
    painter.drawText(inner, int(_WRAP | lead | Qt.AlignmentFlag.AlignAbsolute), button.text())


def _size(button: QAbstractButton, picture: str) -> QSize:
    """A width that holds the longest word, and the height that the words then need."""
    words = max((QFontMetrics(button.font()).horizontalAdvance(word) for word in button.text().split()), default=0)
    width = _text_left(picture) + words + _SIDE
    return QSize(width, _height(button, picture, max(width, button.width())))


def _settle(button: QAbstractButton) -> None:
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    _restyle(button)


def _restyle(button: QAbstractButton) -> None:
    button.setFont(look.font("body"))
    button.updateGeometry()


class ChoiceTile(QRadioButton):
    """One of several: stays picked. Arrow keys move between those of one parent."""

    def __init__(self, identity: str, text: str, picture: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.choice_id, self.picture = identity, picture
        _settle(self)

    def restyle(self) -> None:
        """Take over a changed text size."""
        _restyle(self)

    def sizeHint(self) -> QSize:
        return QSize(look.px(230), _height(self, self.picture, look.px(230)))

    def minimumSizeHint(self) -> QSize:
        return _size(self, self.picture)

    def heightForWidth(self, width: int) -> int:
        return _height(self, self.picture, width)

    def hitButton(self, position: QPoint) -> bool:
        """The whole tile can be pressed, not only the words."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self.picture, self.isChecked())


class AnswerTile(QPushButton):
    """An answer that goes on at once."""

    def __init__(self, identity: str, text: str, picture: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.choice_id, self.picture = identity, picture
        _settle(self)

    def restyle(self) -> None:
        """Take over a changed text size."""
        _restyle(self)

    def sizeHint(self) -> QSize:
        return QSize(look.px(230), _height(self, self.picture, look.px(230)))

    def minimumSizeHint(self) -> QSize:
        return _size(self, self.picture)

    def heightForWidth(self, width: int) -> int:
        return _height(self, self.picture, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self.picture, False)
