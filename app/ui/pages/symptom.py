"""Screen 21: what goes wrong, as pictures with words."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.look import look
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.choice import ChoiceTile
from app.ui.widgets.notice import Notice
from app.wizard.answers import Answers, Symptom


class SymptomPage(Page):
    """Eight tiles; one of them is picked."""

    def build(self) -> None:
        self._wrong = Notice()
        self.column.addWidget(self._wrong)
        self._group = QWidget()
        self._grid = QGridLayout(self._group)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.tiles: list[ChoiceTile] = []
        for choice in self.screen_data.choices:
            tile = ChoiceTile(choice.id, choice.label, choice.picture)
            tile.toggled.connect(lambda: self._wrong.say(""))
            self.tiles.append(tile)
        self.column.addWidget(self._group)

    def restyle(self) -> None:
        super().restyle()
        self._grid.setSpacing(look.gap(10))
        columns = 2 if look.scale < 1.6 else 1
        for index, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, index // columns, index % columns)

    def fill_in(self, scene: Scene) -> None:
        for tile in self.tiles:
            tile.setChecked(tile.choice_id == scene.draft.symptom)

    def changes(self, answers: Answers) -> Answers:
        picked = next((tile.choice_id for tile in self.tiles if tile.isChecked()), None)
        return replace(answers, symptom=cast("Symptom | None", picked))

    def missing(self) -> str:
        sentence = "" if any(tile.isChecked() for tile in self.tiles) else say("window", "missing", "symptom")
        self._wrong.say(sentence)
        return sentence

    def first_focus(self) -> QWidget:
        return next((tile for tile in self.tiles if tile.isChecked()), self.heading)
