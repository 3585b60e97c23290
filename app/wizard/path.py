"""The picture of the way of a call, for what a screen knows (:mod:`app.model.call_path`)."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.call_path import PLACES, Place, Places, PlaceState, place_of, places
from app.model.diagnosis import Finding
from app.wizard.answers import Known

__all__ = ["PLACES", "Path", "Place", "PlaceState", "path_of", "place_of"]


@dataclass(frozen=True, slots=True)
class Path:
    """The four places from left to right."""

    states: Places = ("ok", "unknown", "unknown", "unknown")


def path_of(known: Known, finding: Finding | None = None) -> Path:
    """The picture for what is known; *finding* is the one to mark, else the primary one."""
    return Path(places(known.answer, finding or next(iter(known.diagnosis.findings), None)))
