"""Several tiles of which one is picked, in two columns where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.ui.look import look
from app.ui.widgets.choice import ChoiceTile

ONE_COLUMN_FROM: Final = 1.6
"""Text size from which tiles stand below each other."""


class Option(NamedTuple):
    """One tile."""

    id: str
    label: str
    picture: str = ""
    detail: str = ""


class Choices(QWidget):
    """``picked`` tells that the choice changed."""

    picked = Signal()

    def __init__(self, *, columns: int = 2, gap: int = 10) -> None:
        super().__init__()
        self._columns, self._gap = columns, gap
        self._shown: tuple[Option, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.tiles: list[ChoiceTile] = []

    @property
    def choice(self) -> str:
        """Id of the tile that is picked; empty when none is."""
        return next((tile.choice_id for tile in self.tiles if tile.isChecked()), "")

    @property
    def chosen(self) -> ChoiceTile | None:
        """The tile that is picked."""
        return next((tile for tile in self.tiles if tile.isChecked()), None)

    def show_options(self, options: Sequence[Option], picked: str | None) -> None:
        """Put up *options*; the same ones are left as they are, so that the focus stays."""
        if tuple(options) != self._shown:
            self._build(tuple(options))
        for tile in self.tiles:
            tile.setAutoExclusive(bool(picked))  # none at all can only be shown while they are not exclusive
            tile.setChecked(tile.choice_id == picked)
        for tile in self.tiles:
            tile.setAutoExclusive(True)

    def _build(self, options: tuple[Option, ...]) -> None:
        for tile in self.tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self._shown = options
        self.tiles = [ChoiceTile(one.id, one.label, one.picture, self, detail=one.detail) for one in options]
        for tile in self.tiles:
            tile.toggled.connect(self.picked)
        self.restyle()

    def sizeHint(self) -> QSize:
        return self._as_it_is(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._as_it_is(super().minimumSizeHint())

    def _as_it_is(self, least: QSize) -> QSize:
        """As high as the tiles are in the room that they have, not in the narrowest that would do."""
        if self.width() <= least.width() or not self._grid.hasHeightForWidth():
            return least
        return QSize(least.width(), min(self._grid.heightForWidth(self.width()), least.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != self.width():
            self.updateGeometry()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self._grid.setSpacing(look.gap(self._gap))
        columns = self._columns if look.scale < ONE_COLUMN_FROM else 1
        for index, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, index // columns, index % columns)
            tile.show()
        self.updateGeometry()
