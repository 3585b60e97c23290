"""Two or three pictures with words below them, in the order in which things happen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QSizePolicy, QWidget

from app.ui import pictures
from app.ui.look import look
from app.ui.widgets.card import Card, Role
from app.ui.widgets.choices import ONE_COLUMN_FROM
from app.ui.widgets.label import Label


class _Picture(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.beside = False
        self.restyle()

    def restyle(self) -> None:
        wide = QSizePolicy.Policy.Fixed if self.beside else QSizePolicy.Policy.Expanding
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(look.gap(56), look.gap(56))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self.height()
        pictures.paint(painter, self._name, QRectF((self.width() - size) / 2, 0, size, size), look.theme)


class IconCards(QWidget):
    """Pairs of picture and words, side by side; below each other when the letters are large."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        super().__init__()
        self._labels: list[Label] = []
        self._pictures: list[_Picture] = []
        self._boxes: list[QBoxLayout] = []
        self._cards = [self._card(picture, words) for picture, words in pairs]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.restyle()

    def _card(self, picture: str, words: str) -> Card:
        card = Card(Role.Window, line=False, radius=14)
        box = QBoxLayout(QBoxLayout.Direction.TopToBottom, card)
        box.setContentsMargins(14, 15, 14, 14)
        box.setSpacing(10)
        label = Label("body", words)
        self._labels.append(label)
        drawn = _Picture(picture)
        self._pictures.append(drawn)
        self._boxes.append(box)
        box.addWidget(drawn)
        box.addWidget(label, 1)
        return card

    def restyle(self) -> None:
        """Take over a changed text size."""
        self._grid.setSpacing(look.gap(14))
        columns = len(self._cards) if look.scale < ONE_COLUMN_FROM else 1
        for index, card in enumerate(self._cards):
            self._grid.addWidget(card, index // columns, index % columns)
            self._grid.setColumnStretch(index, int(index < columns))
            self._turn(index, beside=columns == 1)

    def _turn(self, index: int, *, beside: bool) -> None:
        """The words stand beside their picture where each card has a line of its own."""
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._boxes[index].setDirection(direction)
        self._pictures[index].beside = beside
        self._pictures[index].restyle()
        lead = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        self._labels[index].setAlignment(lead if beside else middle)

    def say(self, index: int, words: str) -> None:
        """Write something else below a picture; nothing takes the card away."""
        self._labels[index].setText(words)
        self._cards[index].setVisible(bool(words))
