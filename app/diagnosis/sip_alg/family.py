"""Which kind of device it is, from what it changed. One observation alone names nobody: then it is "unknown"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from app.diagnosis.sip_alg.reading import Reading

UNKNOWN: Final = "unknown"
Recognise = Callable[[Sequence[Reading]], bool]

FAMILIES: Final[tuple[tuple[str, Recognise], ...]] = ()
"""Rows of family name and test, the most exact first; the signals that tell families apart bring their rows along."""


def family_of(readings: Sequence[Reading]) -> str:
    """The first family whose marks all the evidence bears."""
    return next((name for name, recognise in FAMILIES if recognise(readings)), UNKNOWN)
