"""Screens that are mostly words, in larger letters, with a small picture of what they are about."""

from __future__ import annotations

from typing import ClassVar, Final

from app.ui.abilities import Unavailable
from app.ui.look import TypeRole
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.icon_cards import IconCards
from app.ui.widgets.path_picture import PathPicture
from app.wizard.catalogue import catalogue
from app.wizard.path import Path, PlaceState, path_of

ICONS: Final = {
    "12b": (("node_internet", "address"), ("symptom_not_heard", "no_voice"), ("symptom_no_sign_in", "no_password")),
    "41": (("sound_notes", "notes"), ("say_name", "name"), ("green_bar", "bar")),
    "94b": (("sound_notes", "speaker"), ("microphone", "microphone")),
    "98": (("answer_no", "not_this"), ("answer_phone", "normal_phone")),
}
"""Pictures below the words, with ids of the word list ``window.icons``."""

_BROKEN_AT: Final = {"91": 2, "92": 3}
"""Trouble screens that point at one place of the way."""


CHANGED: Final = "97"
"""Another network: what was known of the way is stale."""


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
        if self.screen_data.id == CHANGED:
            self.path.show_path(Path(("look", "unknown", "unknown", "unknown")))
        else:
            self.path.show_path(path_of(scene.known) if place is None else _broken_at(place))


class MicrophonePage(Page):
    """Where the microphone is switched on; by hand where the system's own page cannot be opened."""

    LETTERS: ClassVar[TypeRole] = "lead"

    def build(self) -> None:
        cards = (("microphone", "mute_switch"), ("green_bar", "allowed"), ("answer_yes", "come_back"))
        self.column.addSpacing(16)
        self.column.addWidget(IconCards(*((picture, say("window", "icons", words)) for picture, words in cards)))

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        if "show_where" in Unavailable():
            self.words.say(say("window", "microphone", "by_hand"))


class WelcomeBackPage(Page):
    """What was kept, and where the person was."""

    LETTERS: ClassVar[TypeRole] = "lead"

    def build(self) -> None:
        self.cards = IconCards(("node_computer", say("window", "icons", "kept")), ("answer_yes", ""))
        self.column.addSpacing(16)
        self.column.addWidget(self.cards)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        screen = catalogue().get(scene.draft.resume_at or scene.answers.resume_at)
        words = say("window", "icons", "was_here", number=screen.number, title=screen.title) if screen else ""
        self.cards.say(1, words)


def _broken_at(place: int) -> Path:
    def state(index: int) -> PlaceState:
        return "ok" if index < place else "broken" if index == place else "unknown"

    return Path((state(0), state(1), state(2), state(3)))
