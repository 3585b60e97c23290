"""Screen 54: a one-page note for the person who looks after the router."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.ui import guides
from app.ui.note import note_of
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.widgets.card import Card, Role
from app.ui.widgets.label import Label, Words


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
        self.steps.setText(f"{guides.title_of(note.guide)}\n{note.summary}")
