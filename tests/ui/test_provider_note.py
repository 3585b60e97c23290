"""The note for the internet company: the proof, what to ask, and nothing that a stranger's text could do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.model.diagnosis import Verdict
from app.model.names import FindingId
from app.ui.pages.scene import Scene
from app.ui.provider_note import MOST_TEXT, asks, save_provider_note
from app.wizard.answers import Known
from app.wizard.journey import Journey
from tests.unit.wizard.situations import known_with

CHANGE = {"field": "contact", "before": "<sip:100@192.168.1.10:5062>", "after": "<sip:100@203.0.113.7:5062>"}


def note(tmp_path: Path, *found: FindingId, **details: Any) -> tuple[str, str]:
    verdict = Verdict("sip_alg", "yes", "certain", "rewritten", (), details)
    known = known_with(*found, verdicts={"sip_alg": verdict}) if details else known_with(*found)
    page = save_provider_note(Scene(Journey(), known), tmp_path)
    return page.read_text(encoding="utf-8"), page.with_suffix(".txt").read_text(encoding="utf-8")


def test_proof_and_request(tmp_path: Path) -> None:
    page, text = note(tmp_path, "sip_alg_rewrites", changed=[CHANGE], where="hop 2 (10.0.0.1)", paths=["udp:5060"])
    assert "contact: sent <sip:100@192.168.1.10:5062>, arrived <sip:100@203.0.113.7:5062>" in text
    assert "Where: hop 2 (10.0.0.1). On: udp:5060." in text
    assert "turn off SIP ALG" in text
    assert "&lt;sip:100@192.168.1.10:5062&gt;" in page
    assert page.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        ("double_nat", "one of the two boxes"),
        ("carrier_nat", "public IPv4 address"),
        ("short_udp_timeout", "120 seconds"),
        ("line_quality", "late packets"),
        ("keypad_tones_lost", "what you can change"),
    ],
)
def test_each_cause_has_its_request(finding: FindingId, words: str) -> None:
    (asked,) = asks([finding])
    assert words in asked


def test_what_came_from_the_network_does_nothing(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\u202e\r\nX: y" + "z" * 5000
    page, text = note(
        tmp_path, "sip_alg_rewrites", changed=[{"field": evil, "before": evil, "after": evil}, 7], where=evil
    )
    assert "<script" not in page
    assert "\u202e" not in page + text
    assert all(len(line) < 4 * MOST_TEXT for line in text.split("\n"))


def test_with_nothing_known(tmp_path: Path) -> None:
    page = save_provider_note(Scene(Journey(), Known()), tmp_path / "new")
    assert "What we ask you to do" in page.read_text(encoding="utf-8")
