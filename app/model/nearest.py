"""The name that somebody most likely meant, to ask back with."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

ALIKE: Final = 0.6
FEW: Final = 24
"""So many names can be read on one line when none is alike."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The name in *known* most like *name*; all of them where none is alike, or the three least unlike of many."""
    names = tuple(known)
    alike = difflib.get_close_matches(name, names, n=1, cutoff=ALIKE)
    if not alike:
        alike = list(names) if len(names) <= FEW else difflib.get_close_matches(name, names, n=3, cutoff=0.0)
    return ", ".join(alike)
