"""Screen 21: what goes wrong, as pictures with words."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtWidgets import QWidget

from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.choices import Choices, Option
from app.ui.widgets.notice import Notice
from app.wizard.answers import Answers, Symptom
from app.wizard.catalogue import Screen


class SymptomPage(Page):
    """Eight tiles; one of them is picked."""

    def build(self) -> None:
        self._wrong = Notice()
        self.tiles = Choices()
        self.tiles.show_options(options_of(self.screen_data), None)
        self.tiles.picked.connect(lambda: self._wrong.say(""))
        self.column.addWidget(self._wrong)
        self.column.addWidget(self.tiles)

    def fill_in(self, scene: Scene) -> None:
        self.tiles.show_options(options_of(self.screen_data), scene.draft.symptom)

    def changes(self, answers: Answers) -> Answers:
        return replace(answers, symptom=cast("Symptom | None", self.tiles.choice or None))

    def missing(self) -> str:
        sentence = "" if self.tiles.choice else say("window", "missing", "symptom")
        self._wrong.say(sentence)
        return sentence

    def first_focus(self) -> QWidget:
        return self.tiles.chosen or self.heading


def options_of(screen: Screen) -> list[Option]:
    """The choices of a screen as tiles."""
    return [Option(choice.id, choice.label, choice.picture) for choice in screen.choices]
