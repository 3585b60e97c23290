"""Before a test call: what will happen, and the reminder for those who talk to support on this very line."""

from __future__ import annotations

from typing import ClassVar

from app.ui.look import TypeRole
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.notice import Notice
from app.ui.widgets.path_picture import PathPicture
from app.wizard.path import path_of


class CallReadyPage(Page):
    """Words, reminder, and the way the call will take."""

    LETTERS: ClassVar[TypeRole] = "lead"

    def build(self) -> None:
        self._reminder = Notice()
        self.column.addWidget(self._reminder)
        self.path = PathPicture(grows=True)
        self.column.addStretch(1)
        self.column.addWidget(self.path, 3)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self._reminder.say(say("window", "trouble", "same_line") if scene.answers.same_line else "")
        self.path.show_path(path_of(scene.known))
