"""Which screen measures what, and in which order the tests run again after a fix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.model.names import QUESTIONS, FindingId, Question
from app.wizard.answers import Known

MEASURES: Final[Mapping[str, tuple[Question, ...]]] = {
    "31": ("internet", "dns", "nat", "local_firewall"),
    "41p": ("audio_devices",),
    "42": ("registration",),
    "43": ("sip_alg",),
    "44p": ("hear",),
    "45p": ("speak",),
    "46p": ("keypad",),
    "47p": ("long_call", "quality", "tls_path", "other_port_path", "extension_call", "presence"),
    "48p": ("inbound",),
}
"""What a progress screen measures when it is entered; 55p takes :func:`questions_again`."""

PATIENCE_S: Final[Mapping[str, float]] = {
    "31": 90,
    "41p": 90,
    "42": 75,
    "43": 90,
    "44p": 90,
    "45p": 90,
    "46p": 75,
    "47p": 420,
    "48p": 120,
    "55p": 900,
}
"""Seconds without the end of a measurement after which screen 95 comes up; well above what a healthy line needs."""

_CAUSE_TESTS: Final[Mapping[str, tuple[Question, ...]]] = {
    "sip_alg": ("sip_alg", "registration"),
    "credentials": ("registration",),
    "registration": ("registration",),
    "no_sound_inbound": ("hear",),
    "no_sound_outbound": ("speak",),
    "no_sound_both": ("hear", "speak"),
    "silent_microphone": ("audio_devices", "speak"),
    "wrong_audio_device": ("audio_devices", "hear"),
    "keypad": ("keypad",),
    "call_drops": ("long_call",),
    "no_internet": ("internet",),
    "dns": ("dns",),
    "inbound": ("inbound",),
    "registration_lost": ("registration", "inbound"),
    "answer_not": ("inbound",),
    "extension": ("extension_call",),
    "presence": ("presence",),
    "local_firewall": ("local_firewall", "registration"),
    "udp_blocked": ("registration",),
    "sip_port_blocked": ("registration", "other_port_path"),
    "tls_blocked": ("tls_path",),
    "wifi_quality": ("quality",),
    "line_quality": ("quality",),
    "bufferbloat": ("quality",),
    "periodic_gaps": ("long_call",),
    "sound_stops": ("long_call",),
    "double_nat": ("nat",),
    "vpn_active": ("nat",),
}
"""Tests tied to a cause, by the beginning of the finding's id."""


def cause_tests(finding: FindingId | None) -> tuple[Question, ...]:
    """The tests that tell first whether *finding* is gone."""
    return next((tests for start, tests in _CAUSE_TESTS.items() if finding and finding.startswith(start)), ())


def questions_again(known: Known) -> tuple[Question, ...]:
    """What to ask in the next run: the tests tied to the cause, then all others that were asked before."""
    asked = {verdict.question for verdict in known.before.verdicts}
    planned = [question for questions in MEASURES.values() for question in questions]
    first = cause_tests(known.before.primary)
    rest = [question for question in QUESTIONS if question in planned and question in asked]
    return tuple(dict.fromkeys((*first, *rest))) or tuple(planned[:3])
