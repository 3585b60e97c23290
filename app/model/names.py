"""The closed lists of names that files, scripts and spoken codes depend on (design, section 2)."""

from __future__ import annotations

from typing import Final, Literal, get_args

Question = Literal[
    "internet",
    "dns",
    "nat",
    "local_firewall",
    "audio_devices",
    "registration",
    "sip_alg",
    "hear",
    "speak",
    "keypad",
    "long_call",
    "inbound",
    "quality",
    "tls_path",
    "other_port_path",
    "extension_call",
    "presence",
]
QUESTIONS: Final[tuple[Question, ...]] = get_args(Question)

CODED_QUESTIONS: Final[tuple[Question, ...]] = QUESTIONS[:12]
"""The twelve questions of the spoken code, in the order of its two-bit fields."""

FindingId = Literal[
    "sip_alg_rewrites",
    "sip_alg_drops_messages",
    "sip_alg_breaks_registration",
    "sip_alg_present_harmless",
    "sip_alg_still_on_old_connections",
    "call_drops_no_ack",
    "call_drops_nat_timeout",
    "call_drops_session_timer",
    "call_drops_media_timeout",
    "call_drops_unexplained",
    "periodic_gaps",
    "registration_lost_when_idle",
    "no_sound_inbound",
    "no_sound_outbound",
    "no_sound_both",
    "sound_stops_midcall",
    "silent_microphone",
    "wrong_audio_device",
    "sound_but_silent",
    "sound_unreadable",
    "keypad_tones_lost",
    "keypad_tones_doubled",
    "keypad_tones_wrong_payload",
    "credentials_refused",
    "registration_blocked",
    "registration_loop",
    "inbound_calls_lost",
    "answer_not_delivered",
    "ringing_goes_on",
    "extension_call_fails",
    "presence_lost",
    "no_internet",
    "dns_failure",
    "udp_blocked",
    "sip_port_blocked",
    "tls_blocked",
    "tls_not_trusted",
    "double_nat",
    "carrier_nat",
    "symmetric_nat",
    "short_udp_timeout",
    "vpn_active",
    "large_messages_lost",
    "local_firewall_blocks",
    "wifi_quality",
    "line_quality",
    "bufferbloat",
    "provider_unreachable",
    "provider_nat_fault",
    "works_without_router",
    "works_by_cable",
    "works_by_other_internet",
    "works_on_other_computer",
    "same_in_comparison",
    "no_fault_found",
]
FINDING_IDS: Final[tuple[FindingId, ...]] = get_args(FindingId)

Answer = Literal["yes", "no", "cannot_tell"]
Confidence = Literal["certain", "likely", "possible"]
CONFIDENCES: Final[tuple[Confidence, ...]] = get_args(Confidence)
"""Strongest first."""
Severity = Literal["critical", "major", "minor", "info"]

Transport = Literal["udp", "tcp", "tls"]
TRANSPORTS: Final[tuple[Transport, ...]] = get_args(Transport)
