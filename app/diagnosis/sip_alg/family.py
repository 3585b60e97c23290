"""Which kind of device it is, from the signs that all signals together showed. It never makes an accusation."""

from __future__ import annotations

from collections.abc import Sequence

from app.diagnosis.comparison import FamilyGuess, SignId
from app.diagnosis.comparison import family_of as family_of_signs
from app.diagnosis.sip_alg.reading import Reading


def family_of(readings: Sequence[Reading]) -> FamilyGuess:
    """The best guess; ``"unknown"`` when the signs are too few or speak for two families alike."""
    signs: frozenset[SignId] = frozenset().union(*(reading.signs for reading in readings))
    return family_of_signs(signs)
