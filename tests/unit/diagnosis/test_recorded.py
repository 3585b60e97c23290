"""Recorded sessions open for ever, and today's rules still say what they said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.diagnosis import diagnose
from app.model.codec import session_from_json, session_to_json
from app.model.session import Session
from app.report.code import decode, spoken_code
from app.report.html import render_html
from app.report.text import render_text

FILES = sorted((Path(__file__).parents[2] / "recorded").glob("*.json"))
EXPECTED = {
    "kernel-plain-nat": ("no", "no_fault_found"),
    "kernel-double-nat": ("no", "no_fault_found"),
    "kernel-alg-udp": ("yes", "sip_alg_present_harmless"),
    "kernel-alg-udp-tcp": ("yes", "sip_alg_present_harmless"),
    "kernel-alg-double-nat": ("yes", "sip_alg_present_harmless"),
    "practice-healthy": ("no", "no_fault_found"),
    "practice-linux-alg": ("yes", "sip_alg_rewrites"),
    "practice-no-inbound-sound": ("no", "no_sound_inbound"),
    "practice-no-outbound-sound": ("no", "no_sound_outbound"),
    "practice-wrong-password": ("no", "credentials_refused"),
    "practice-server-silent": ("cannot_tell", "provider_unreachable"),
    "practice-keypad-lost": ("no", "keypad_tones_lost"),
    "figures-drop-32-seconds": (None, "call_drops_no_ack"),
    "tally-drop-32-seconds": (None, "call_drops_no_ack"),
}
"""What each was recorded for: the answer about the router, and the finding to come first."""


@pytest.fixture(params=FILES, ids=lambda path: path.stem, name="recorded")
def recorded_session(request: pytest.FixtureRequest) -> tuple[str, Session]:
    path: Path = request.param
    return path.stem, session_from_json(json.loads(path.read_text(encoding="utf-8")))


def test_all_are_there() -> None:
    assert set(EXPECTED) <= {path.stem for path in FILES}


def test_the_rules_say_what_they_said(recorded: tuple[str, Session]) -> None:
    _, session = recorded
    for run in session.runs:
        today = diagnose(run.observations)
        assert [(one.question, one.answer) for one in today.verdicts] == [
            (one.question, one.answer) for one in run.diagnosis.verdicts
        ]
        assert [one.id for one in today.findings] == [one.id for one in run.diagnosis.findings]


def test_it_is_what_it_was_recorded_for(recorded: tuple[str, Session]) -> None:
    name, session = recorded
    if name in EXPECTED:
        verdict = session.runs[-1].diagnosis.verdict("sip_alg")
        assert (verdict.answer if verdict else None, session.runs[-1].diagnosis.primary) == EXPECTED[name]


def test_the_code_carries_the_states(recorded: tuple[str, Session]) -> None:
    _, session = recorded
    assert session.code == spoken_code(session.runs[-1].diagnosis)
    assert decode(session.code.words)


def test_reports_are_made_of_it(recorded: tuple[str, Session]) -> None:
    _, session = recorded
    assert session.runs[-1].diagnosis.findings
    html = render_html(session)
    assert " ".join(session.code.words if session.code else ()) in html
    assert len(html) < 600_000
    assert render_text(session)


def test_reading_and_writing_change_nothing(recorded: tuple[str, Session]) -> None:
    _, session = recorded
    assert session_from_json(json.loads(json.dumps(session_to_json(session)))) == session
