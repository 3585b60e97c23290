"""Screen 52: open the router's own page. The program never asks for the router's password."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.routers.own_words import said
from app.ui import guides
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.command_box import CommandBox
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice


class RouterPage(Page):
    """Which router, its address, how to sign in, and what to know before."""

    def build(self) -> None:
        self.router = Label("subheading")
        self.column.insertWidget(0, self.router)
        self.column.addSpacing(6)
        self.address = CommandBox()
        self.sign_in = Label("body")
        self.before = Notice()
        for part in (self.address, self.sign_in, self.before):
            self.column.addWidget(part)
        self.address.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        guide, walk = guides.guide_of(scene.answers), scene.answers.walk
        address = walk.address if walk else guides.page_address(guide, scene.known.gateway)
        self.router.setText(guides.title_of(guide))
        told = self.screen_data.words
        first = guides.sentence_of(guide.steps[0], guide).plain
        self.words.say(told if address else f"{first} {say('window', 'guide', 'need_password')}")
        self.address.show_commands([address] if address else [])
        self.sign_in.setText(said(guide.login))
        self.sign_in.setVisible(bool(guide.login))
        self.before.say(" ".join(map(said, guide.before)))

    def first_focus(self) -> QWidget:
        return self.heading
