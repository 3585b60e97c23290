"""Pages that come up over a screen without leaving it: F1 what to do, F2 the code, Ctrl+D details for support, and
the question what to do with a profile that was opened just now.

They stand in the same frame as every screen; a measurement goes on beneath them.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.model.session import SpokenCode
from app.ui.look import look
from app.ui.pages.page import SCROLL_ROOM
from app.ui.say import say
from app.ui.widgets.code_words import CodeWords
from app.ui.widgets.label import Heading, Words
from app.wizard.catalogue import Button
from app.wizard.presses import Presses

CLOSE: Final = "sheet_close"
REPORT: Final = "sheet_report"
TAKE: Final = "sheet_take"


def sheet_presses() -> Presses:
    """The bottom row while a sheet is up."""
    close = Button(CLOSE, say("window", "sheet", "close"))
    return Presses(close, (Button(REPORT, say("window", "sheet", "report")),))


def offer_presses() -> Presses:
    """The bottom row while a profile is offered: who presses Enter without reading loses nothing."""
    keep = Button(CLOSE, say("window", "handed_over", "keep"))
    return Presses(keep, (Button(TAKE, say("window", "handed_over", "take")),))


class Sheet(QWidget):
    """One page with four contents."""

    def __init__(self) -> None:
        super().__init__()
        self.presses = sheet_presses()
        self.heading = Heading()
        self._words = Words("large")
        self._code = CodeWords()
        self._facts = QPlainTextEdit()
        self._facts.setReadOnly(True)
        self._facts.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._facts.setFrameStyle(0)
        self._facts.setTabChangesFocus(True)
        self._facts.setAccessibleName(say("window", "sheet", "details"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SCROLL_ROOM, 0)
        column.setSpacing(14)
        for part in (self.heading, self._words, self._code):
            column.addWidget(part)
        column.addWidget(self._facts, 1)
        column.addStretch(0)
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(look.px(13))
        font.setStyleHint(QFont.StyleHint.Monospace)
        self._facts.setFont(font)

    def show_instruction(self, title: str, words: str) -> None:
        """F1: the instruction again, larger."""
        self._show(title, words=words)

    def show_code(self, code: SpokenCode | None) -> None:
        """F2: the spoken code."""
        self._show(say("window", "sheet", "code"), code=True)
        self._code.show_code(code)

    def show_facts(self, text: str, count: int) -> None:
        """Ctrl+D: what was measured."""
        if not count:
            self._show(say("window", "sheet", "details"), words=say("window", "sheet", "empty"))
            return
        self._show(say("window", "sheet", "details"), facts=True)
        self._facts.setPlainText(text)

    def show_offer(self, name: str) -> None:
        """Another profile, while something was measured already."""
        self._show(say("window", "handed_over", "title"), words=say("window", "handed_over", "words", name=name))
        self.presses = offer_presses()

    def _show(self, title: str, *, words: str = "", code: bool = False, facts: bool = False) -> None:
        self.presses = sheet_presses()
        self.heading.setText(title)
        self._words.say(words)
        self._words.setVisible(bool(words))
        self._code.setVisible(code)
        self._facts.setVisible(facts)
