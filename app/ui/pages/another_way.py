"""Screens 56 and 56r: the same tests with one thing changed, and what differs then."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from app.ui.pages.finding import words_of
from app.ui.pages.outcome import line_of
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.choices import Choices, Option
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.results_list import ResultsList
from app.wizard.answers import Answers, Way
from app.wizard.comparing import compared, comparison_finding, ways_left


class AnotherWayPage(Page):
    """The ways that were not tried yet, each with what to do for it."""

    def build(self) -> None:
        self._wrong = Notice()
        self.tiles = Choices(columns=1, gap=8)
        self.tiles.picked.connect(lambda: self._wrong.say(""))
        self.elsewhere = Label("small", say("window", "another_way", "other_computer"), quiet=True)
        for part in (self._wrong, self.tiles, self.elsewhere):
            self.column.addWidget(part)

    def fill_in(self, scene: Scene) -> None:
        self._wrong.say("")
        left = ways_left(scene.known, scene.answers)
        options = [
            Option(choice.id, choice.label, choice.picture, say("window", "another_way", choice.id))
            for choice in self.screen_data.choices
            if choice.id in left
        ]
        self.tiles.show_options(options, scene.draft.way or None)

    def changes(self, answers: Answers) -> Answers:
        return replace(answers, way=cast("Way", self.tiles.choice or ""))

    def missing(self) -> str:
        sentence = "" if self.tiles.choice else say("window", "missing", "way")
        self._wrong.say(sentence)
        return sentence


class ComparedPage(Page):
    """What it means, and the tests side by side."""

    def build(self) -> None:
        self.results = ResultsList()
        self.column.addWidget(self.results)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        finding = comparison_finding(scene.known)
        if finding is None:
            self.words.say(self.screen_data.words)
        else:
            self.words.say(" ".join(words_of(finding, part) for part in ("title", "effect", "action")))
        self.results.show_results([line_of(now, was) for now, was in compared(scene.known)])
