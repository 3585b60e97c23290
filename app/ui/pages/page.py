"""The page contract: show a scene, give back changed answers, say what is missing. A page never awaits anything."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.look import TypeRole, look
from app.ui.pages.scene import Scene
from app.ui.widgets.label import Heading, Words
from app.ui.widgets.notice import Notice
from app.wizard.answers import Answers
from app.wizard.catalogue import Screen

SCROLL_ROOM: Final = 12
"""Kept free at the end of the page, so that nothing moves when the scroll bar comes."""


class Page(QWidget):
    """What all pages share. ``pressed`` carries an event of the flow."""

    LETTERS: ClassVar[TypeRole] = "body"
    """Letters of the words; larger where there is little else on the page."""

    pressed = Signal(str)
    said = Signal(str)
    """Something came up on the page by itself, for those who hear it instead of seeing it."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.screen_data = screen
        self.notice = Notice()
        self.heading = Heading(screen.title)
        self.words = Words(self.LETTERS, screen.words)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, SCROLL_ROOM, 0)
        for part in (self.notice, self.heading, self.words):
            self.column.addWidget(part)
        self.build()
        self.column.addStretch(1)
        self.restyle()

    def build(self) -> None:
        """Add what this kind of page has below its words."""

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.column.setSpacing(look.gap(10))

    def show_scene(self, scene: Scene) -> None:
        """Take over *scene*; called whenever something on it may have changed."""
        self.notice.say(scene.notice)

    def fill_in(self, scene: Scene) -> None:
        """The screen has just come up: put into its fields what is known already."""

    def changes(self, answers: Answers) -> Answers:
        """*answers* with what was typed and ticked here."""
        return answers

    def title_of(self, scene: Scene) -> str:
        """What the window is called while the page is up."""
        return self.screen_data.title

    def missing(self) -> str:
        """What has to be mended before the main button can go on; empty when nothing. Shown beside its field."""
        return ""

    picked = ""
    """On a question: the answer, when ``pressed`` says "answered"."""

    def act(self, event: str) -> bool:
        """Whether the page acted on a press by itself; nothing else follows from it then."""
        return False

    def take_file(self, path: Path) -> None:
        """Use the file that the person chose. Raises :class:`~app.model.errors.UserError`."""

    def first_focus(self) -> QWidget:
        """Where the keyboard begins: at the heading, so that a screen reader reads the page from its start."""
        return self.heading

    def level_changed(self, scene: Scene) -> None:
        """New levels only, many times a second: paint them and nothing else."""

    @property
    def instruction(self) -> str:
        """What F1 repeats."""
        return self.words.plain


def at_top(widget: QWidget) -> tuple[QWidget, int, Qt.AlignmentFlag]:
    """Arguments of ``addWidget`` that keep *widget* at the top of its cell."""
    return widget, 0, Qt.AlignmentFlag.AlignTop
