"""The boxes between this computer and the internet side by side: what each says of itself."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui.look import look
from app.ui.widgets.card import Card, Role
from app.ui.widgets.choices import ONE_COLUMN_FROM
from app.ui.widgets.label import Label


class _BoxCard(Card):
    def __init__(self, place: str) -> None:
        super().__init__(Role.Window, line=False, radius=14)
        self._lines = [
            Label("small", place, quiet=True),
            Label("subheading"),
            Label("small"),
            Label("small", quiet=True),
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(3)
        for line in self._lines:
            column.addWidget(line)
        column.addStretch(1)

    def show_box(self, name: str, model: str, address: str) -> None:
        for line, text in zip(self._lines[1:], (name, model, address), strict=True):
            line.setText(text)
            line.setVisible(bool(text))


class BoxCards(QWidget):
    """One card for each of *places*, in the order of the way out."""

    def __init__(self, *places: str) -> None:
        super().__init__()
        self._cards = [_BoxCard(place) for place in places]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self._grid.setSpacing(look.gap(12))
        columns = len(self._cards) if look.scale < ONE_COLUMN_FROM else 1
        for index, card in enumerate(self._cards):
            self._grid.addWidget(card, index // columns, index % columns)
            self._grid.setColumnStretch(index, int(index < columns))

    def show_box(self, index: int, name: str, model: str, address: str) -> None:
        """What is known of a box; lines that say nothing are left out."""
        self._cards[index].show_box(name, model, address)
