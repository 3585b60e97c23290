"""Words for the window, in the language spoken now."""

from __future__ import annotations

from app.words import text as say
from app.words.formatting import fill

__all__ = ["say", "translated"]


def translated(context: str, source: str, **values: object) -> str:
    """*source*, which the catalogue gave in the person's language already, with *values* filled in."""
    return fill(source, values)
