"""Where it breaks, and how we know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.model.diagnosis import Finding, Verdict
from app.model.names import FINDING_IDS, FindingId
from app.wizard.answers import Known
from app.wizard.path import path_of, place_of
from app.wizard.proof import proof_of
from app.words import entries, has_text
from app.words.formatting import placeholders
from tests.unit.wizard.situations import known_with, verdict


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        ("sip_alg_rewrites", "router"),
        ("call_drops_nat_timeout", "router"),
        ("call_drops_session_timer", "service"),
        ("silent_microphone", "computer"),
        ("local_firewall_blocks", "computer"),
        ("no_internet", "internet"),
        ("credentials_refused", "service"),
        ("registration_lost_when_idle", "router"),
        ("registration_blocked", "service"),
    ],
)
def test_a_finding_has_its_place(finding: FindingId, place: str) -> None:
    assert place_of(finding) == place


def test_places_turn_green_as_far_as_answers_came() -> None:
    assert path_of(Known()).states == ("ok", "unknown", "unknown", "unknown")
    online = Known(verdicts={"internet": verdict("internet", "yes")})
    assert path_of(online).states == ("ok", "ok", "ok", "unknown")
    signed_in = Known(verdicts={"registration": verdict("registration", "yes")})
    assert path_of(signed_in).states == ("ok", "ok", "ok", "ok")
    unsure = Known(verdicts={"internet": verdict("internet", "cannot_tell")})
    assert path_of(unsure).states == ("ok", "unknown", "unknown", "unknown")


def test_the_fault_is_marked_and_no_fault_is_not() -> None:
    assert path_of(known_with("sip_alg_rewrites")).states[1] == "broken"
    minor = Finding("double_nat", "minor", "likely")
    assert path_of(Known(), minor).states[1] == "look"
    assert "broken" not in path_of(known_with("no_fault_found")).states


def test_changed_addresses_are_the_proof() -> None:
    changed: Any = [{"field": "via", "before": "SIP/2.0/UDP 203.0.113.7:5060;branch=z", "after": "192.168.1.5:5060"}]
    seen = replace(verdict("sip_alg", "yes"), details={"changed": changed})
    known = Known(verdicts={"sip_alg": seen})
    finding = Finding("sip_alg_rewrites", "major", "certain")
    assert proof_of(known, finding) == ("sip_alg_changed", {"before": "203.0.113.7", "after": "192.168.1.5"})
    assert proof_of(Known(), finding) == ("sip_alg", {})


@pytest.mark.parametrize(
    "changed", [None, "x", [None], [{"before": 1, "after": None}], [{"before": "a", "after": "b"}]]
)
def test_strange_evidence_gives_the_general_sentence(changed: object) -> None:
    seen = Verdict("sip_alg", "yes", "certain", "r", details={"changed": changed})  # type: ignore[dict-item]
    assert proof_of(Known(verdicts={"sip_alg": seen}), Finding("sip_alg_rewrites", "major", "certain"))[0] == "sip_alg"


def test_no_fault_is_not_claimed_for_calls_that_were_not_made() -> None:
    finding = Finding("no_fault_found", "info", "possible")
    known = Known(verdicts={"registration": verdict("registration", "yes"), "hear": verdict("hear", "cannot_tell")})
    assert proof_of(known, finding)[0] == "no_fault_without_a_call"
    assert proof_of(Known(verdicts={"speak": verdict("speak", "yes")}), finding)[0] == "no_fault_found"


@pytest.mark.parametrize("identity", FINDING_IDS)
def test_every_finding_has_a_sentence_whose_places_are_filled(identity: FindingId) -> None:
    name, values = proof_of(Known(digits=("12", "1")), Finding(identity, "major", "likely", ("o1",)))
    assert has_text("window", "proof", name)
    assert placeholders(entries("window")["proof"][name]) == set(values)
