"""The instruction of a step: the router's own words stand out, and all of it is read as one sentence."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt

from app.routers.phrases import Sentence
from app.ui.look import look
from app.ui.widgets.label import Heading

LONG = 76
"""Letters above which the sentence is set smaller, so that the picture stays in sight."""
LETTERS = 22
"""Logical pixels at 100 %: a little smaller than a heading, because it is a whole sentence."""


class StepHeading(Heading):
    """A heading with underlined labels."""

    def __init__(self) -> None:
        super().__init__()
        self.plain = ""
        self.setTextFormat(Qt.TextFormat.RichText)

    def text(self) -> str:
        """The sentence without its marks: what is announced and what an agent reads."""
        return self.plain

    def restyle(self) -> None:
        """Take over a changed text size."""
        super().restyle()
        font = look.font("heading" if len(getattr(self, "plain", "")) <= LONG else "subheading")
        font.setPixelSize(min(font.pixelSize(), look.px(LETTERS)))
        self.setFont(font)

    def show_sentence(self, sentence: Sentence) -> None:
        """Labels come from the guides and are escaped like everything else."""
        self.plain = sentence.plain
        self.restyle()
        shown = "".join(_part(part.text, label=part.label) for part in sentence.parts)
        self.setText(shown)
        self.setAccessibleName(self.plain)


def _part(text: str, *, label: bool) -> str:
    # A label keeps its own direction inside a sentence of another script.
    # An address is not torn apart at its slashes.
    whole = escape(text).replace("/", "/\u2060")
    return f"<u>\u2068{whole}\u2069</u>" if label else escape(text)
