"""Screen 54: a one-page note for the person who looks after the router."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.ui import guides
from app.ui.note import note_of
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.widgets.card import Card, Role
from app.ui.widgets.label import Label, Words

RIGHT_TO_LEFT_MARK = "\u200f"


class SomeoneElsePage(Page):
    """The note's beginning as it will be handed over."""

    def build(self) -> None:
        self.column.addSpacing(4)
        card = Card(Role.Window, line=True, radius=12)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(6)
        self.title, self.lead, self.steps = Label("subheading"), Words("body"), Label("small")
        for part in (self.title, self.lead, self.steps):
            inside.addWidget(part)
        self.column.addWidget(card)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        note = note_of(scene)
        self.title.setText(note.title)
        self.lead.say(note.lead)
        lines = [guides.title_of(note.guide), *note.summary.splitlines()]
        mark = RIGHT_TO_LEFT_MARK if self.isRightToLeft() else ""  # or a router's Latin name would turn all lines round
        self.steps.setText("\n".join(mark + line for line in lines))
