"""Words for the view. Ids may come from a file that anyone wrote, so a missing text's fallback is made harmless too."""

from __future__ import annotations

from app.report.visible import visible
from app.words import text


def say(section: str, *path: str, **values: object) -> str:
    """:func:`app.words.text`, on one harmless line."""
    return visible(text(section, *(part[:60] for part in path), **values))
