"""One difference between two copies of a SIP message, and the closed table of what differences can mean.

A meaning has one nature. Only tampering that ``proves`` something makes an answer "yes"; a meaning that is
``unclear`` could be the provider's help as well as an ALG's work and forbids both answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from app.model.names import FindingId

Nature = Literal["harmless", "nat_help", "own_repair", "corruption", "tampering"]

MeaningId = Literal[
    "spelling",
    "order",
    "line_ends",
    "received_added",
    "hop_count",
    "proxy_via",
    "proxy_record_route",
    "proxy_consumed",
    "header_added",
    "contact_by_provider",
    "contact_note",
    "media_by_provider",
    "text_by_provider",
    "contact_unclear",
    "media_unclear",
    "own_repair",
    "header_damaged",
    "body_damaged",
    "body_cut",
    "content_length_wrong",
    "via_address",
    "via_port",
    "via_hidden_proxy",
    "via_removed",
    "received_rewritten",
    "received_private",
    "rport_wrong",
    "contact_address",
    "contact_port",
    "contact_removed",
    "request_uri_address",
    "request_uri_port",
    "identity_address",
    "identity_port",
    "call_id",
    "tag",
    "route_address",
    "other_address",
    "origin_address",
    "media_address",
    "media_address_ice",
    "media_address_inside",
    "media_port",
    "rtcp_address",
    "candidate_address",
    "trace_line",
    "content_length_follows",
    "request_uri_text",
    "header_text",
    "header_removed",
    "session_timer",
    "registration_time",
    "sequence",
    "branch",
    "media_formats",
    "media_direction",
    "media_security",
    "sdp_text",
    "body_text",
]
MEANING_IDS: Final[tuple[MeaningId, ...]] = get_args(MeaningId)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a kind of change is, and the findings it can explain (facts of the design's section 5)."""

    nature: Nature
    symptoms: tuple[FindingId, ...] = ()
    proves: bool = False
    unclear: bool = False


def _tampering(*symptoms: FindingId) -> Meaning:
    return Meaning("tampering", symptoms, proves=True)


def _noticed(*symptoms: FindingId) -> Meaning:
    """Tampering that a proxy without any ALG could have done too: told, but never a proof."""
    return Meaning("tampering", symptoms)


_HARMLESS: Final = Meaning("harmless")
_HELP: Final = Meaning("nat_help")
_UNCLEAR: Final = Meaning("nat_help", unclear=True)
_IDENTITY: Final = _tampering("registration_loop", "credentials_refused")
_NO_SOUND: Final = _tampering("no_sound_inbound", "no_sound_both")

MEANINGS: Final[dict[MeaningId, Meaning]] = {
    "spelling": _HARMLESS,
    "order": _HARMLESS,
    "line_ends": _HARMLESS,
    "received_added": _HARMLESS,  # RFC 3261 18.2.1, RFC 3581
    "hop_count": _HARMLESS,
    "proxy_via": _HARMLESS,  # RFC 3261 16.6
    "proxy_record_route": _HARMLESS,
    "proxy_consumed": _HARMLESS,  # RFC 3261 16.4 Route, 22.3 credentials
    "header_added": _HARMLESS,
    "contact_by_provider": _HELP,
    "contact_note": _HELP,
    "media_by_provider": _HELP,
    "text_by_provider": _HELP,
    "contact_unclear": _UNCLEAR,
    "media_unclear": _UNCLEAR,
    "own_repair": Meaning("own_repair"),
    "header_damaged": Meaning("corruption", ("registration_blocked",)),
    "body_damaged": Meaning("corruption", ("no_sound_both",)),
    "body_cut": Meaning("corruption", ("no_sound_both", "large_messages_lost")),
    "content_length_wrong": Meaning("corruption", ("no_sound_both",)),
    "via_address": _tampering("answer_not_delivered", "registration_blocked"),
    "via_port": _tampering("answer_not_delivered", "registration_blocked"),
    "via_hidden_proxy": _tampering("answer_not_delivered"),
    "via_removed": _noticed("answer_not_delivered"),
    "received_rewritten": _tampering("registration_loop"),
    "received_private": _tampering("registration_loop"),
    "rport_wrong": _tampering("registration_loop", "answer_not_delivered"),
    "contact_address": _tampering("inbound_calls_lost", "registration_lost_when_idle"),
    "contact_port": _tampering("inbound_calls_lost"),
    "contact_removed": _noticed("inbound_calls_lost", "registration_blocked"),
    "request_uri_address": _IDENTITY,
    "request_uri_port": _IDENTITY,
    "identity_address": _IDENTITY,
    "identity_port": _IDENTITY,
    "call_id": _tampering("call_drops_no_ack", "presence_lost"),
    "tag": _tampering("call_drops_no_ack", "presence_lost"),
    "route_address": _tampering("call_drops_no_ack"),
    "other_address": _tampering(),
    "origin_address": _tampering(),
    "media_address": _NO_SOUND,
    "media_address_ice": _NO_SOUND,
    "media_address_inside": _tampering("extension_call_fails", "no_sound_both"),
    "media_port": _tampering("no_sound_inbound"),
    "rtcp_address": _tampering("sound_stops_midcall"),
    "candidate_address": _NO_SOUND,
    "trace_line": _tampering("no_sound_inbound"),
    "content_length_follows": _noticed(),
    "request_uri_text": _noticed(),
    "header_text": _noticed(),
    "header_removed": _noticed(),
    "session_timer": _noticed("call_drops_session_timer"),
    "registration_time": _noticed("registration_lost_when_idle"),
    "sequence": _noticed("call_drops_no_ack"),
    "branch": _noticed("answer_not_delivered"),
    "media_formats": _noticed("keypad_tones_lost", "keypad_tones_wrong_payload"),
    "media_direction": _noticed("no_sound_inbound", "no_sound_outbound"),
    "media_security": _noticed("no_sound_both"),
    "sdp_text": _noticed(),
    "body_text": _noticed(),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs: its name (design, section 9), both values, and what that means.

    ``None`` stands for a field that one copy does not have. The text is that of the network: hostile, Latin-1.
    """

    field: str
    before: str | None
    after: str | None
    meaning: MeaningId

    @property
    def nature(self) -> Nature:
        """Which of the five kinds of difference this is."""
        return MEANINGS[self.meaning].nature

    @property
    def symptoms(self) -> tuple[FindingId, ...]:
        """Findings that this change can explain."""
        return MEANINGS[self.meaning].symptoms

    @property
    def proves(self) -> bool:
        """Whether nothing but a box that rewrites messages does this."""
        return MEANINGS[self.meaning].proves

    @property
    def unclear(self) -> bool:
        """Whether the provider's help and an ALG look the same here."""
        return MEANINGS[self.meaning].unclear
