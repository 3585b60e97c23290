"""What to look for in a router's own pages: taken from the guides, given to the probe that looks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clues:
    """Nothing but these addresses is asked for, and nothing but these words is kept of what they answer."""

    pages: tuple[str, ...] = ()
    """Addresses that some router answers without login."""
    words: tuple[str, ...] = ()
    """Looked for anywhere in an answer, exactly."""
    models: tuple[str, ...] = ()
    """Looked for at the beginning of a word, in any case."""
    hosts: tuple[str, ...] = ()
    """Names that routers give themselves."""
