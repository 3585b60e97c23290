"""The box under a finding that answers "How do we know?"."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout

from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.card import Card
from app.ui.widgets.label import LINE_PERCENT, Label


class ProofBox(Card):
    """One or two sentences; values stand out. Values come from the network, so they are escaped."""

    def __init__(self) -> None:
        super().__init__(QPalette.ColorRole.Window, line=False, radius=12)
        self.words = Label("body", rich=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(self.words)

    def show_proof(self, name: str, values: Mapping[str, str]) -> None:
        """Show the sentence *name* with *values*; the one called ``after`` in the colour of a fault."""
        marked = {key: _strong(value, broken=key == "after") for key, value in values.items()}
        template = say("window", "proof", name, **{key: f"\x00{key}\x00" for key in values})
        sentence = escape(template, quote=False)
        for key, value in marked.items():
            sentence = sentence.replace(f"\x00{key}\x00", value)
        lead = f"<b>{escape(say('window', 'finding', 'how'))}</b>"
        self.words.setText(f'<p style="line-height:{LINE_PERCENT}%; margin:0">{lead} {sentence}</p>')
        self.words.setAccessibleName(f"{say('window', 'finding', 'how')} {say('window', 'proof', name, **values)}")


def _strong(value: str, *, broken: bool) -> str:
    colour = f' style="color:{look.theme.broken}"' if broken else ""
    return f"<b{colour}>{escape(value)}</b>"
