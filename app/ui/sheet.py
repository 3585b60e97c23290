"""A page laid over the present screen without leaving it: F1 what to do, F2 the code, Ctrl+D details for support."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.model.session import SpokenCode
from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.button import PressButton
from app.ui.widgets.card import Card
from app.ui.widgets.code_words import CodeWords
from app.ui.widgets.label import Heading, Label


class Sheet(QWidget):
    """``closed`` and ``report`` are pressed at its foot. A measurement goes on beneath it."""

    closed = Signal()
    report = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = Heading()
        self._words = Label("digits")
        self._code = CodeWords()
        self._facts = QPlainTextEdit()
        self._facts.setReadOnly(True)
        self._facts.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._facts.setFrameStyle(0)
        self._facts.setTabChangesFocus(True)
        self._facts.setAccessibleName(say("window", "sheet", "details"))
        self.close_button = PressButton(say("window", "sheet", "close"), "main")
        self.report_button = PressButton(say("window", "sheet", "report"))
        self.close_button.clicked.connect(self.closed)
        self.report_button.clicked.connect(self.report)
        self._lay_out()
        self.restyle()

    def _lay_out(self) -> None:
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 24)
        inside.setSpacing(14)
        inside.addWidget(self.heading)
        for part in (self._words, self._code):
            inside.addWidget(part)
        inside.addWidget(self._facts, 1)
        inside.addStretch(0)
        row = QHBoxLayout()
        row.addWidget(self.close_button)
        row.addWidget(self.report_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(card, 1)
        column.addLayout(row)

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

    def _show(self, title: str, *, words: str = "", code: bool = False, facts: bool = False) -> None:
        self.heading.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._code.setVisible(code)
        self._facts.setVisible(facts)
