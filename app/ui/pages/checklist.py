"""Screen 61b: what else helps, each line with what was measured here."""

from __future__ import annotations

from typing import Final

from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.results_list import Result, ResultsList
from app.wizard.checklist import Item, checklist

SIGNS: Final = {"good": "ok", "bad": "look", "unknown": "unknown"}


class ChecklistPage(Page):
    """One line an item: its sign, its name, what was measured and what to do."""

    def build(self) -> None:
        self.column.addSpacing(6)
        self.items = ResultsList()
        self.column.addWidget(self.items)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.items.show_results([line_of(item) for item in checklist(scene.known)])


def line_of(item: Item) -> Result:
    """The words of one item."""
    words = say("window", f"checklist_{item.name}", item.state, **item.values)
    return Result(SIGNS[item.state], say("window", f"checklist_{item.name}", "name"), words)
