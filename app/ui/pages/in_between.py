"""Screens 33 and 33b: what stands between this computer and the internet besides one router."""

from __future__ import annotations

from typing import ClassVar, Final

from app.ui import guides
from app.ui.look import TypeRole
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.box_cards import BoxCards
from app.ui.widgets.path_picture import PathPicture, Stop
from app.wizard.answers import Box
from app.wizard.boxes import names_inner

WAYS: Final[dict[str, tuple[Stop, ...]]] = {
    "33": (("computer", "ok"), ("router", "look"), ("second_router", "look"), ("internet", "ok")),
    "33b": (("computer", "ok"), ("private_network", "look"), ("router", "unknown"), ("internet", "ok")),
}


class TwoBoxesPage(Page):
    """Words, the boxes in a row, and what each says of itself."""

    def build(self) -> None:
        self.path = PathPicture(grows=True)
        self.path.show_stops(WAYS[self.screen_data.id])
        self.boxes = BoxCards(say("window", "two_boxes", "near"), say("window", "two_boxes", "wall"))
        self.column.addWidget(self.path, 3)
        self.column.addWidget(self.boxes)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        order = "near_first" if names_inner(scene.known) else "wall_first"
        self.words.say(f"{self.screen_data.words} {say('window', 'two_boxes', order)}")
        for place, box in enumerate((scene.known.inner, scene.known.outer)):
            self.boxes.show_box(place, *lines_of(box))


class InBetweenPage(Page):
    """Words, and the boxes in a row."""

    LETTERS: ClassVar[TypeRole] = "lead"

    def build(self) -> None:
        self.path = PathPicture(grows=True)
        self.path.show_stops(WAYS[self.screen_data.id])
        self.column.addStretch(1)
        self.column.addWidget(self.path, 3)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.path.update()


def lines_of(box: Box) -> tuple[str, str, str]:
    """Name, model and address of *box* as a person reads them; it is said when it did not tell its name."""
    recognised = guides.guide_named(box.guides[0]).brand if box.sure else ""
    name = recognised or box.maker or box.model
    model = box.model if box.model != name else ""
    address = say("window", "two_boxes", "address", address=box.address) if box.address else ""
    return name or say("window", "two_boxes", "no_name"), model, address
