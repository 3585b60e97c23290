"""Commands to copy, exactly as they must be typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.button import PressButton
from app.ui.widgets.card import Card
from app.ui.widgets.label import Label


class CommandBox(Card):
    """Hidden while there is nothing to copy. ``copied`` tells that the clipboard holds it now."""

    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QPalette.ColorRole.Window, line=True, radius=12)
        self._text = ""
        self.shown = Label("body")
        self.shown.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = PressButton(say("window", "guide", "copy"), "quiet")
        self.button.clicked.connect(self.copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.addWidget(self.shown, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(look.px(14))
        font.setStyleHint(QFont.StyleHint.Monospace)
        self.shown.setFont(font)

    def show_commands(self, commands: Sequence[str]) -> None:
        """One a line."""
        self._text = "\n".join(commands)
        self.shown.setText(self._text)
        self.button.setText(say("window", "guide", "copy"))
        self.setVisible(bool(commands))

    def copy(self) -> None:
        """Put the commands on the clipboard, and say so."""
        if not self._text:
            return
        QGuiApplication.clipboard().setText(self._text)
        self.button.setText(say("window", "guide", "copied"))
        self.copied.emit()
