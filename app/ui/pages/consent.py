"""Screen 12: what we look at, and whether the support call runs over the line under test."""

from __future__ import annotations

from dataclasses import replace

from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.icon_row import IconRow
from app.ui.widgets.tick import Tick
from app.wizard.answers import Answers

_LOOKED_AT = (
    ("internet", "node_internet"),
    ("router", "node_router"),
    ("calls", "node_service"),
    ("microphone", "microphone"),
)


class ConsentPage(Page):
    """Words and one tick."""

    def build(self) -> None:
        field = self.screen_data.fields[0]
        self.column.addSpacing(12)
        self.tick = Tick(field.id, field.label)
        self.column.addWidget(self.tick)
        self.column.addSpacing(16)
        icons = ((picture, say("window", "icons", f"look_{name}")) for name, picture in _LOOKED_AT)
        self.column.addWidget(IconRow(*icons))

    def fill_in(self, scene: Scene) -> None:
        self.tick.setChecked(scene.draft.same_line)

    def changes(self, answers: Answers) -> Answers:
        return replace(answers, same_line=self.tick.isChecked())
