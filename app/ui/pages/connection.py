"""Screen 23: how this computer is connected, with a guess, and whether the desk phones share its router."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

from PySide6.QtWidgets import QWidget

from app.ui import connection_guess
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.pages.symptom import options_of
from app.ui.say import say
from app.ui.widgets.choices import Choices, Option
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.wizard.answers import SAME_ROUTER, Answers, Connection, SameRouter

NOT_OURS: Final = "hotspot"


class ConnectionPage(Page):
    """Four tiles and a short second question. What was guessed is picked already."""

    def build(self) -> None:
        self._hint = Notice()
        self.tiles = Choices(columns=2)
        self.tiles.show_options(options_of(self.screen_data), None)
        self.tiles.picked.connect(self._tell)
        field = self.screen_data.fields[0]
        self.question = Label("subheading", field.label)
        self.phones = Choices(columns=3)
        self.phones.show_options([Option(name, say("window", "yes_no", name)) for name in SAME_ROUTER], None)
        self.phones.setAccessibleName(self.question.text())
        self.column.addWidget(self.tiles)
        self.column.addSpacing(8)
        for part in (self.question, self.phones, self._hint):
            self.column.addWidget(part)

    def fill_in(self, scene: Scene) -> None:
        said = scene.draft.connection or connection_guess.guess()
        self.tiles.show_options(options_of(self.screen_data), said)
        options = [Option(name, say("window", "yes_no", name)) for name in SAME_ROUTER]
        self.phones.show_options(options, scene.draft.same_router)
        self._tell()

    def _tell(self) -> None:
        hotspot = self.tiles.choice == NOT_OURS
        self._hint.say(say("window", "connection", "hotspot") if hotspot else "")

    def changes(self, answers: Answers) -> Answers:
        return replace(
            answers,
            connection=cast("Connection | None", self.tiles.choice or None),
            same_router=cast("SameRouter | None", self.phones.choice or None),
        )

    def first_focus(self) -> QWidget:
        return self.tiles.chosen or self.heading
