"""Words for the window, through Qt's translations: the English text is the key, as in every ``.ts`` file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.words import entries
from app.words.formatting import fill, placeholders


def translated(context: str, source: str, **values: object) -> str:
    """*source* in the person's language with *values* filled in; a translation with other placeholders is not used."""
    target = QCoreApplication.translate(context, source) if source else ""
    if placeholders(target) != placeholders(source):
        target = source
    return fill(target, values)


def say(section: str, *path: str, **values: object) -> str:
    """The words of an id of ``resources/texts``; the id in plain words where there are none."""
    place: Any = entries(section)
    for name in path:
        place = place.get(name) if isinstance(place, Mapping) else None
    if not isinstance(place, str):
        return " ".join(path).replace("_", " ")
    return translated(section, place, **values)
