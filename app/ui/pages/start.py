"""Screen 11: the first thing anyone sees, so it is the quickest to build."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt

from app.ui.look import TypeRole
from app.ui.pages.page import Page
from app.ui.widgets.language_box import LanguageBox
from app.ui.widgets.path_picture import PathPicture
from app.wizard.path import Path


class StartPage(Page):
    """The words, the way of a call that will be looked at, and the languages."""

    LETTERS: ClassVar[TypeRole] = "lead"

    def build(self) -> None:
        self.column.addStretch(1)
        self.path = PathPicture(grows=True)
        self.path.show_path(Path(("unknown", "unknown", "unknown", "unknown")))
        self.column.addWidget(self.path, 3)
        self.column.addStretch(1)
        self.languages = LanguageBox()
        self.languages.activated.connect(self._choose)
        self.column.addWidget(self.languages, 0, Qt.AlignmentFlag.AlignLeading)

    def _choose(self) -> None:
        self.picked = str(self.languages.currentData())
        self.pressed.emit("language")
