"""Screen 93: the firewall of this computer blocks the program; the router is not accused."""

from __future__ import annotations

from typing import ClassVar, Final

from app.ui.look import TypeRole
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.path_picture import PathPicture, Stop

WAY: Final[tuple[Stop, ...]] = (
    ("computer", "broken"), ("router", "unknown"), ("internet", "unknown"), ("service", "unknown")
)  # fmt: skip


class FirewallPage(Page):
    """Words for this system, the way, and what to do by hand where we cannot ask."""

    LETTERS: ClassVar[TypeRole] = "lead"

    def build(self) -> None:
        from app.ui import firewall

        self._by_hand = not firewall.can_ask()
        self.path = PathPicture(grows=True)
        self.path.show_stops(WAY)
        self.column.addStretch(1)
        self.column.addWidget(self.path, 3)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        if self._by_hand:
            self.words.say(say("window", "firewall", "by_hand"))
