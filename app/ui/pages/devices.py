"""Screens 41d and 41e: which loudspeaker plays, and which microphone listens."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QWidget

from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.choices import Choices, Option
from app.wizard.answers import Answers

SPEAKERS: Final = "41d"
MOST: Final = 8
SYSTEM: Final = "\x00system"
"""Id of the tile that leaves the choice to the system; no device is called so."""


class DevicePage(Page):
    """The system's own choice, then each device by the name the system gives it."""

    def build(self) -> None:
        self.tiles = Choices(columns=1, gap=8)
        self.column.addSpacing(4)
        self.column.addWidget(self.tiles)

    def fill_in(self, scene: Scene) -> None:
        speakers = self.screen_data.id == SPEAKERS
        names = scene.known.outputs if speakers else scene.known.inputs
        picked = scene.draft.speaker if speakers else scene.draft.microphone
        picture = "sound_notes" if speakers else "microphone"
        options = [Option(SYSTEM, say("window", "devices", "system"), picture)]
        options += [Option(name, name, picture) for name in dict.fromkeys(names[:MOST])]
        known = {option.id for option in options}
        self.tiles.show_options(options, picked if picked in known else SYSTEM)

    def changes(self, answers: Answers) -> Answers:
        name = "" if self.tiles.choice == SYSTEM else self.tiles.choice
        if self.screen_data.id == SPEAKERS:
            return replace(answers, speaker=name)
        return replace(answers, microphone=name)

    def first_focus(self) -> QWidget:
        return self.tiles.chosen or self.heading
