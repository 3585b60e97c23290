"""Names of calls, packets and events in a report's own words; what is new shows its plain id, so it appears at once."""

from __future__ import annotations

from typing import Final

from app.model.names import Question
from app.report.redaction import Redactor
from app.report.view.words import say
from app.words import has_text

_QUESTIONS: Final[dict[str, Question]] = {"inbound": "inbound", "extension": "extension_call", "quality": "quality"}
"""Calls that are named like the question they answer."""
_WAY: Final = "way "
"""How the purpose of a call by another way begins; the way follows, such as ``tcp:5060``."""


def call_name(purpose: str, redactor: Redactor) -> str:
    """A call by its purpose, or a stream of packets by its leg."""
    shown = redactor.text(purpose, 40)
    if shown.startswith(_WAY):
        return say("report", "call", "way", way=shown.removeprefix(_WAY).replace(":", " ").upper())
    if shown in _QUESTIONS:
        return say("questions", _QUESTIONS[shown], "name")
    return plain_name("call", shown)


def plain_name(table: str, *path: str) -> str:
    """The words of a table for an id; without any the id in plain letters."""
    if has_text("report", table, *path):
        return say("report", table, *path)
    return path[-1].replace("_", " ").replace(".", " ")
