"""A few small pictures with words beside them: what a page is about, for those who do not read."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.ui import pictures
from app.ui.look import look
from app.ui.widgets.label import Label


class _Icon(QWidget):
    def __init__(self, picture: str) -> None:
        super().__init__()
        self._picture = picture
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def restyle(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(look.gap(46), look.gap(46))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.theme.tint))
        area = QRectF(self.rect())
        painter.drawRoundedRect(area, 13, 13)
        edge = area.width() * 0.2
        pictures.paint(painter, self._picture, area.adjusted(edge, edge, -edge, -edge), look.theme)


class IconRow(QWidget):
    """Pairs of picture and words, two in a row."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        super().__init__()
        self._cells = [self._cell(picture, words) for picture, words in pairs]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.restyle()

    def _cell(self, picture: str, words: str) -> QWidget:
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(_Icon(picture))
        row.addWidget(Label("body", words), 1)
        return cell

    def restyle(self) -> None:
        """Take over a changed text size: at the largest, one in a row."""
        self._grid.setSpacing(look.gap(14))
        columns = 2 if look.scale < 1.6 else 1
        for index, cell in enumerate(self._cells):
            self._grid.addWidget(cell, index // columns, index % columns)
