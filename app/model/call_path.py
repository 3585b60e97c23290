"""The way of a call in four places, and which of them is at fault: for the picture on the screens and in the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, get_args

from app.model.diagnosis import Finding
from app.model.names import FindingId, Question

Place = Literal["computer", "router", "internet", "service"]
PLACES: Final[tuple[Place, ...]] = get_args(Place)
PlaceState = Literal["unknown", "ok", "look", "broken"]
Places = tuple[PlaceState, PlaceState, PlaceState, PlaceState]

NOT_THE_ROUTER: Final[dict[FindingId, Place]] = {
    "silent_microphone": "computer",
    "wrong_audio_device": "computer",
    "local_firewall_blocks": "computer",
    "vpn_active": "computer",
    "wifi_quality": "computer",
    "no_internet": "internet",
    "works_by_cable": "computer",
    "works_by_other_internet": "internet",
    "works_on_other_computer": "computer",
    "same_in_comparison": "service",
    "dns_failure": "internet",
    "udp_blocked": "internet",
    "sip_port_blocked": "internet",
    "tls_blocked": "internet",
    "tls_not_trusted": "service",
    "carrier_nat": "internet",
    "large_messages_lost": "internet",
    "line_quality": "internet",
    "bufferbloat": "internet",
    "credentials_refused": "service",
    "registration_blocked": "service",
    "registration_loop": "service",
    "provider_unreachable": "service",
    "provider_nat_fault": "service",
    "keypad_tones_lost": "service",
    "keypad_tones_doubled": "service",
    "keypad_tones_wrong_payload": "service",
    "sound_but_silent": "service",
    "sound_unreadable": "service",
    "call_drops_session_timer": "service",
    "call_drops_media_timeout": "service",
    "presence_lost": "service",
}
"""Where each finding lies, unless it is the router's."""

NOT_AT_HOME: Final = frozenset({"beyond_router", "carrier"})
"""Boxes that a finding can blame and that do not stand in the owner's network, or may not."""

_SHOWN_BY: Final[tuple[tuple[Question, int], ...]] = (
    ("registration", 4),
    ("sip_alg", 4),
    ("internet", 3),
    ("nat", 2),
    ("dns", 2),
)
"""A test that went through shows that the first so many places work."""


def place_of(finding: FindingId) -> Place:
    """Where *finding* lies."""
    return NOT_THE_ROUTER.get(finding, "router")


def places(answer_to: Callable[[Question], str | None], marked: Finding | None) -> Places:
    """The four places from left to right, with the one that *marked* lies in."""
    reached = max((count for question, count in _SHOWN_BY if _went_through(question, answer_to(question))), default=1)
    states: list[PlaceState] = ["ok" if index < reached else "unknown" for index in range(len(PLACES))]
    if marked is not None and marked.id != "no_fault_found":
        place = "internet" if marked.details.get("box") in NOT_AT_HOME else place_of(marked.id)
        states[PLACES.index(place)] = "broken" if marked.severity in ("critical", "major") else "look"
    return states[0], states[1], states[2], states[3]


def _went_through(question: Question, reply: str | None) -> bool:
    """Messages were answered at the far end, whether or not they were changed on the way."""
    return reply in ("yes", "no") if question == "sip_alg" else reply == "yes"
