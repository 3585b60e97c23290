"""What a session says of its router (design, section 9, ``router``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.model.diagnosis import Diagnosis
from app.model.facts import Fact
from app.model.json import JsonObject
from app.routers.known import Recognisable, known_routers
from app.routers.recognise import Recognised, RouterSigns, recognise
from app.routers.signs import boxes_in, signs_of

MOST_CANDIDATES: Final = 6
MOST_LETTERS: Final = 60


def router_of(facts: Sequence[Fact], diagnosis: Diagnosis) -> JsonObject:
    """``confidence`` is ``"likely"`` with one family in ``id``, ``"possible"`` with several in ``candidates``, best
    first, or ``"unknown"``; ``signals`` are the kinds of sign that speak for the first; ``name`` may be a brand only.
    ``address``, ``maker`` and ``model`` are what was seen; ``outer`` is the same for the box behind this one, ``None``
    where none answered.
    """
    near, behind = boxes_in(facts)
    outer = _box(signs_of(facts, diagnosis, behind), behind) if behind else None
    return {**_box(signs_of(facts, diagnosis), near), "outer": outer}


def _box(signs: RouterSigns, address: str) -> JsonObject:
    seen: JsonObject = {
        "address": address,
        "maker": _shown(signs.upnp_maker or signs.maker),
        "model": _shown(signs.upnp_model or signs.title),
    }
    return {**router_object(recognise(signs, known_routers())), **seen}


def _shown(text: str) -> str:
    """In one line, short enough for a label."""
    return " ".join(text.split())[:MOST_LETTERS].strip()


def router_object(found: Recognised) -> JsonObject:
    """*found* as plain data."""
    shown = found.candidates[:MOST_CANDIDATES]
    certain = found.answer == "think"
    return {
        "id": shown[0].guide.id if certain else None,
        "name": name_of(shown[0].guide) if certain else found.brand,
        "confidence": {"think": "likely", "choose": "possible", "unknown": "unknown"}[found.answer],
        "signals": list(shown[0].signs) if shown else [],
        "candidates": [
            {"id": item.guide.id, "name": name_of(item.guide), "signals": list(item.signs)} for item in shown
        ],
    }


def name_of(router: Recognisable) -> str:
    """Brand and family, to go into a sentence."""
    return f"{router.brand} ({router.family})"
