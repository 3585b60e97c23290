"""Routers to pick from, as large tiles; one of them is picked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.routers.guide import Guide
from app.ui.guides import title_of
from app.ui.look import look
from app.ui.widgets.choice import ChoiceTile

ONE_COLUMN_FROM = 1.6


class RouterTiles(QWidget):
    """``picked`` tells that the choice changed."""

    picked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.tiles: list[ChoiceTile] = []

    @property
    def choice(self) -> str:
        """Id of the guide that is picked; empty when none is."""
        return next((tile.choice_id for tile in self.tiles if tile.isChecked()), "")

    def show_guides(self, guides: Sequence[Guide], picked: str) -> None:
        """Put up *guides*; the same ones are left as they are, so that the focus stays."""
        if [guide.id for guide in guides] != [tile.choice_id for tile in self.tiles]:
            self._build(guides)
        for tile in self.tiles:
            tile.setChecked(tile.choice_id == picked)

    def _build(self, guides: Sequence[Guide]) -> None:
        for tile in self.tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = [ChoiceTile(guide.id, title_of(guide), parent=self) for guide in guides]
        for tile in self.tiles:
            tile.toggled.connect(self.picked)
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self._grid.setSpacing(look.gap(8))
        columns = 2 if look.scale < ONE_COLUMN_FROM else 1
        for index, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, index // columns, index % columns)
            tile.show()
        self.updateGeometry()
