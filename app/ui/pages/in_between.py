"""Screens 33 and 33b: what stands between this computer and the internet besides one router."""

from __future__ import annotations

from typing import ClassVar, Final

from app.ui.look import TypeRole
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.widgets.path_picture import PathPicture, Stop

WAYS: Final[dict[str, tuple[Stop, ...]]] = {
    "33": (("computer", "ok"), ("router", "look"), ("second_router", "look"), ("internet", "ok")),
    "33b": (("computer", "ok"), ("private_network", "look"), ("router", "unknown"), ("internet", "ok")),
}


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
