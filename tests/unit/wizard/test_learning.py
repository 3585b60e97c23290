"""The engine's events become knowledge; nonsense becomes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model.wire import EVENTS
from app.wizard.answers import Known
from app.wizard.learning import coded, learn, new_run

VERDICT: dict[str, Any] = {
    "question": "hear",
    "answer": "no",
    "confidence": "certain",
    "reason": "r",
    "because": ["o1"],
}
FINDING: dict[str, Any] = {"id": "no_sound_inbound", "severity": "major", "confidence": "likely", "details": {"n": 1}}
CODE: dict[str, Any] = {"words": ["a", "b", "c", "d"], "digits": "0123456789"}


def test_a_verdict_is_known_at_once_and_replaced_by_a_later_one() -> None:
    known = learn(Known(), "verdict", {"verdict": VERDICT})
    assert known.answer("hear") == "no"
    assert learn(known, "verdict", {"verdict": {**VERDICT, "answer": "yes"}}).answer("hear") == "yes"


def test_a_diagnosis_brings_findings_and_code() -> None:
    data: Any = {"verdicts": [VERDICT], "findings": [FINDING], "primary": "no_sound_inbound"}
    known = learn(Known(), "diagnosis", {"label": "before", "diagnosis": data, "code": CODE})
    assert known.has("no_sound_inbound")
    assert known.diagnosis.primary == "no_sound_inbound"
    assert known.diagnosis.findings[0].details == {"n": 1}
    assert known.code is not None
    assert known.code.digits == "0123456789"
    assert dict(coded(known))["hear"] == known.verdicts["hear"]


def test_the_next_run_begins_open_and_keeps_the_first() -> None:
    data: Any = {"verdicts": [VERDICT], "findings": [FINDING], "primary": "no_sound_inbound"}
    known = new_run(learn(Known(), "diagnosis", {"label": "before", "diagnosis": data, "code": None}), "after")
    assert known.answer("hear") is None
    assert known.before.primary == "no_sound_inbound"
    assert known.diagnosis.primary is None


def test_devices_and_keys_are_taken_from_their_facts() -> None:
    devices: Any = {"observation": {"kind": "audio.devices", "outcome": "none"}}
    keys: Any = {"observation": {"kind": "keypad.digits", "sent": "12", "heard": None}}
    known = learn(learn(Known(), "observation", devices), "observation", keys)
    assert known.devices == "none"
    assert known.digits == ("12", None)


@pytest.mark.parametrize(
    "broken",
    [
        {**VERDICT, "question": "weather"},
        {**VERDICT, "answer": "perhaps"},
        None,
        [],
        "x",
    ],
)
def test_a_malformed_verdict_teaches_nothing(broken: Any) -> None:
    assert learn(Known(), "verdict", {"verdict": broken}) == Known()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(EVENTS)), st.dictionaries(st.sampled_from(sorted({*sum(EVENTS.values(), ())})), _JSON))
def test_no_event_raises(event: str, fields: dict[str, Any]) -> None:
    learn(Known(), event, fields)
