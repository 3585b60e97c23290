"""The four states of a test, as screens, reports and the spoken code show them (two bits each)."""

from __future__ import annotations

from typing import Final, Literal, get_args

from app.model.diagnosis import Diagnosis, Verdict
from app.model.names import Answer, FindingId, Question

State = Literal["pass", "warn", "fail", "not_run"]
STATES: Final[tuple[State, ...]] = get_args(State)

HEALTHY: Final[dict[Question, Answer]] = {"sip_alg": "no", "local_firewall": "no"}
"""The answer of a healthy line where it is not "yes"."""

NEITHER_GOOD_NOR_BAD: Final[frozenset[Question]] = frozenset({"nat"})
"""Questions whose answers are both normal; a finding can still make them a warning."""

WARNINGS: Final[dict[FindingId, Question]] = {
    "double_nat": "nat",
    "carrier_nat": "nat",
    "symmetric_nat": "nat",
    "short_udp_timeout": "nat",
    "vpn_active": "nat",
    "sip_alg_present_harmless": "sip_alg",
    "sip_alg_still_on_old_connections": "sip_alg",
    "periodic_gaps": "long_call",
    "wrong_audio_device": "audio_devices",
    "silent_microphone": "audio_devices",
}
"""Findings that make a test "look here" rather than "broken" or "works"."""


def state_of(question: Question, diagnosis: Diagnosis) -> State:
    """The state of *question*. Not asked and not measured are "not_run", never "pass"."""
    verdict = diagnosis.verdict(question)
    if verdict is None or verdict.reason == "not_run":
        return "not_run"
    if any(WARNINGS.get(finding.id) == question for finding in diagnosis.findings):
        return "warn"
    return _plain_state(verdict)


def _plain_state(verdict: Verdict) -> State:
    if verdict.answer == "cannot_tell":
        return "warn"
    if verdict.question in NEITHER_GOOD_NOR_BAD:
        return "pass"
    return "pass" if verdict.answer == HEALTHY.get(verdict.question, "yes") else "fail"
