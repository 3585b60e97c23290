"""The spoken code: four large words in two rows and its digits; large digits alone where the words are foreign."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.model.session import SpokenCode
from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.card import Card
from app.ui.widgets.label import Label
from app.words import spoken


class _Word(Card):
    def __init__(self, place: int) -> None:
        super().__init__(QPalette.ColorRole.AlternateBase, line=False, radius=12)
        self._place = place
        self._number = Label("body", str(place), quiet=True)
        self.word = Label("code")
        self.word.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(self._number, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.word, 1)
        self.restyle()

    def show_word(self, word: str) -> None:
        self.word.setText(word.upper())
        self.word.setAccessibleName(say("window", "code", "word", n=self._place, word=word))

    def show_digits(self, digits: str) -> None:
        self._number.hide()  # or it would be read aloud with the others
        self.word.setText(digits)
        self.word.setAccessibleName(" ".join(digits))

    def restyle(self) -> None:
        self._number.setFixedWidth(look.px(16))


class CodeWords(QWidget):
    """Words from left to right in every language; a sentence instead while there is no code."""

    def __init__(self) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.words = [_Word(place) for place in range(1, 5)]
        self._grid = QGridLayout()
        self._intro = Label("body", say("window", "code", "or_number"), quiet=True)
        self._intro.setSizePolicy(self._intro.sizePolicy().Policy.Fixed, self._intro.sizePolicy().Policy.Preferred)
        self._intro.setWordWrap(False)
        self.digits = Label("digits")
        self._empty = Label("body", say("window", "code", "nothing"))
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._intro)
        line.addWidget(self.digits, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(14)
        column.addLayout(self._grid)
        column.addLayout(line)
        column.addWidget(self._empty)
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self._grid.setSpacing(look.gap(14))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two words a row where they fit, else one."""
        self._arrange()

    def _arrange(self) -> None:
        widest = max(word.sizeHint().width() for word in self.words)
        columns = 2 if self.width() >= 2 * widest + self._grid.spacing() else 1
        for index, word in enumerate(self.words):
            self._grid.addWidget(word, index // columns, index % columns)

    def show_code(self, code: SpokenCode | None) -> None:
        """Show *code*, or that there is none yet."""
        for widget in (*self.words, self._intro, self.digits):
            widget.setVisible(code is not None)
        self._empty.setVisible(code is None)
        if code is None:
            return
        groups = grouped(code.digits)
        if spoken().code_words:
            for widget, word in zip(self.words, code.words, strict=True):
                widget.show_word(word)
        else:
            for widget, group in zip(self.words, groups, strict=False):
                widget.show_digits(group)
            for unused in (*self.words[len(groups) :], self._intro, self.digits):
                unused.hide()
        self._arrange()
        self.digits.setText(" ".join(groups))
        self.digits.setAccessibleName(" ".join(code.digits))


def grouped(digits: str) -> tuple[str, str, str]:
    """Ten digits as they are read aloud: three, three, four."""
    return digits[:3], digits[3:6], digits[6:]


def to_read_aloud(code: SpokenCode) -> tuple[str, ...]:
    """What a person reads to support in the language spoken now."""
    return code.words if spoken().code_words else tuple(code.digits)
