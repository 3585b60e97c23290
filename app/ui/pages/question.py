"""A question with answers that go on at once."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.look import look
from app.ui.pages.page import Page
from app.ui.widgets.choice import AnswerTile

FEW = 3
"""Answers in one row."""


class QuestionPage(Page):
    """The heading asks; each tile is an answer."""

    def build(self) -> None:
        self._group = QWidget()
        self._grid = QGridLayout(self._group)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.tiles = [self._tile(choice.id, choice.label, choice.picture) for choice in self.screen_data.choices]
        self.column.addSpacing(14)
        self.column.addWidget(self._group)

    def _tile(self, identity: str, label: str, picture: str) -> AnswerTile:
        tile = AnswerTile(identity, label, picture, few=len(self.screen_data.choices) <= FEW)
        tile.clicked.connect(lambda: self._pick(identity))
        return tile

    def _pick(self, identity: str) -> None:
        self.picked = identity
        self.pressed.emit("answered")

    def restyle(self) -> None:
        super().restyle()
        self._grid.setSpacing(look.gap(12))
        columns = 1 if look.scale >= 1.6 else 3 if len(self.tiles) == 3 and look.scale < 1.3 else 2
        for index, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, index // columns, index % columns)
