"""The way of a call in four places, and which of them is broken: for the picture on the screens and in the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.model.diagnosis import Finding
from app.model.names import Question
from app.wizard.answers import Known

Place = Literal["computer", "router", "internet", "service"]
PLACES: Final[tuple[Place, ...]] = ("computer", "router", "internet", "service")
PlaceState = Literal["unknown", "ok", "look", "broken"]

_AT: Final[Mapping[Place, tuple[str, ...]]] = {
    "computer": ("silent_microphone", "wrong_audio_device", "local_firewall", "vpn", "wifi"),
    "internet": (
        "no_internet",
        "dns",
        "udp_blocked",
        "sip_port",
        "tls_blocked",
        "carrier",
        "large_",
        "line_",
        "buffer",
    ),
    "service": (
        "credentials",
        "registration_blocked",
        "registration_loop",
        "provider",
        "keypad",
        "sound_but_silent",
        "call_drops_session",
        "call_drops_media",
        "presence",
    ),
}
"""Beginnings of finding ids by the place that is at fault; all others are the router's."""

_SHOWN_BY: Final[tuple[tuple[Question, int], ...]] = (
    ("registration", 4),
    ("sip_alg", 4),
    ("internet", 3),
    ("nat", 2),
    ("dns", 2),
)
"""A test that went through shows that the first so many places work."""


@dataclass(frozen=True, slots=True)
class Path:
    """The four places from left to right."""

    states: tuple[PlaceState, PlaceState, PlaceState, PlaceState] = ("ok", "unknown", "unknown", "unknown")


def place_of(finding: str) -> Place:
    """Where *finding* lies."""
    for place, starts in _AT.items():
        if finding.startswith(starts):
            return place
    return "router"


def path_of(known: Known, finding: Finding | None = None) -> Path:
    """The picture for what is known; *finding* is the one to mark, else the primary one."""
    reached = max((count for question, count in _SHOWN_BY if _went_through(known, question)), default=1)
    states: list[PlaceState] = ["ok" if index < reached else "unknown" for index in range(len(PLACES))]
    marked = finding or next(iter(known.diagnosis.findings), None)
    if marked is not None and marked.id != "no_fault_found":
        states[PLACES.index(place_of(marked.id))] = "broken" if marked.severity in ("critical", "major") else "look"
    return Path((states[0], states[1], states[2], states[3]))


def _went_through(known: Known, question: Question) -> bool:
    """Messages were answered at the far end, whether or not they were changed on the way."""
    good = ("yes", "no") if question == "sip_alg" else ("yes",)
    return known.answer(question) in good
