"""Screens that are mostly words, in larger letters, with a small picture of what they are about."""

from __future__ import annotations

from typing import ClassVar, Final

from app.ui.look import TypeRole
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.icon_cards import IconCards
from app.ui.widgets.path_picture import PathPicture
from app.ui.widgets.pill import Pill
from app.wizard.catalogue import catalogue
from app.wizard.path import Path, PlaceState, path_of

ICONS: Final = {
    "12b": (("node_internet", "address"), ("symptom_not_heard", "no_voice"), ("symptom_no_sign_in", "no_password")),
    "41": (("sound_notes", "notes"), ("say_name", "name"), ("green_bar", "bar")),
    "74": (("node_computer", "kept"), ("sheet_small", "saved")),
    "94b": (("sound_notes", "speaker"), ("microphone", "microphone")),
}
"""Pictures below the words, with ids of the word list ``window.icons``."""

_BROKEN_AT: Final = {"91": 2, "92": 3}
"""Trouble screens that point at one place of the way."""


class WordsPage(Page):
    """Words and icons."""

    LETTERS: ClassVar[TypeRole] = "lead"

    def build(self) -> None:
        icons = ICONS.get(self.screen_data.id, ())
        if icons:
            self.column.addSpacing(16)
            self.column.addWidget(IconCards(*((picture, say("window", "icons", words)) for picture, words in icons)))


class PathPage(Page):
    """Words and the way of a call."""

    LETTERS: ClassVar[TypeRole] = "lead"

    def build(self) -> None:
        self.path = PathPicture(grows=True)
        self.column.addStretch(1)
        self.column.addWidget(self.path, 3)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        place = _BROKEN_AT.get(self.screen_data.id)
        self.path.show_path(path_of(scene.known) if place is None else _broken_at(place))


class WelcomeBackPage(Page):
    """Where the person was."""

    LETTERS: ClassVar[TypeRole] = "lead"

    def build(self) -> None:
        self.column.addSpacing(10)
        self.place = Pill("", "ok", sign=True)
        self.column.addWidget(self.place)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        screen = catalogue().get(scene.draft.resume_at or scene.answers.resume_at)
        self.place.setVisible(screen is not None)
        if screen is not None:
            self.place.show_state(say("window", "icons", "was_here", number=screen.number, title=screen.title), "ok")


def _broken_at(place: int) -> Path:
    def state(index: int) -> PlaceState:
        return "ok" if index < place else "broken" if index == place else "unknown"

    return Path((state(0), state(1), state(2), state(3)))
