"""Keys on their way: each damage to its own cause, and what only looks like it to none."""

from __future__ import annotations

from typing import Any

import pytest

from app.diagnosis.rules import diagnose
from app.model.facts import Fact, KeypadDigits, KeyPress, KeysHeard
from app.model.facts_of_sound import KeyMethod
from tests.unit.diagnosis.observed import ended, observe

ROW = "159*0#2277"


def pressed(digits: str = ROW, *, ms: int = 100, method: KeyMethod = "rfc4733", packets: int = 8) -> list[KeyPress]:
    return [KeyPress(digit, method, ms, packets, packets > 5) for digit in digits]


def keys(heard: str = ROW, *, after_hold: str | None = "368", info: str = "4", tones: str = "B") -> list[Fact]:
    facts: list[Fact] = [KeypadDigits("inband", "B", tones, True), KeypadDigits("info", "4", info, True, status=200)]
    if after_hold is not None:
        facts.append(KeypadDigits("rfc4733", "368", after_hold, True, "after_hold"))
    return [*facts, KeypadDigits("rfc4733", ROW, heard, True)]


def told(*presses: KeyPress, **strange: Any) -> KeysHeard:
    return KeysHeard("keypad", presses, **strange)


HELD_CALL: KeysHeard = KeysHeard("hold", ())
"""A long call comes after that of the keys, and nothing is pressed in it."""
CASES: dict[str, tuple[list[Fact], str, str, str | None]] = {
    "six times as long, before a long call": (
        [*keys(), told(*pressed(ms=600)), HELD_CALL], "no", "digits_wrong_clock", "keypad_tones_wrong_payload",
    ),
    "another number, before a long call": (
        [*keys(""), told(strange=80, strange_payload=96), HELD_CALL],
        "no", "digits_wrong_payload", "keypad_tones_wrong_payload",
    ),
    "all well": ([*keys(), told(*pressed())], "yes", "digits_heard", None),
    "info refused is no fault": ([*keys(info=""), told(*pressed())], "yes", "digits_heard", None),
    "tones too faint are no fault": ([*keys(tones=""), told(*pressed())], "yes", "digits_heard", None),
    "lost": ([*keys("19*027"), told(*pressed("19*027"))], "no", "digits_lost", "keypad_tones_lost"),
    "none": ([*keys(""), told()], "no", "digits_lost", "keypad_tones_lost"),
    "another number": (
        [*keys(""), told(strange=80, strange_payload=96)], "no", "digits_wrong_payload", "keypad_tones_wrong_payload",
    ),
    "a few strange packets beside good keys": (
        [*keys(), told(*pressed(), strange=3, strange_payload=96)], "yes", "digits_heard", None,
    ),
    "six times as long": ([*keys(), told(*pressed(ms=600))], "no", "digits_wrong_clock", "keypad_tones_wrong_payload"),
    "one key was held longer": (
        [*keys(), told(*pressed(ROW[:-1]), *pressed("7", ms=600))], "yes", "digits_heard", None,
    ),
    "in pieces": ([*keys(), told(*pressed(ms=20, packets=1))], "no", "digits_too_short", "keypad_tones_lost"),
    "lost in pieces": (
        [*keys("1590"), told(*pressed("1590", ms=20, packets=1))], "no", "digits_too_short", "keypad_tones_lost",
    ),
    "twice by new times": (
        [*keys("1155"), told(*pressed("1155"))], "no", "digits_changed", "keypad_tones_lost",
    ),
    "each twice": (
        [*keys("115599**00##22227777"), told(*pressed("115599**00##22227777"))],
        "no", "digits_doubled", "keypad_tones_doubled",
    ),
    "each as event and as tone": (
        [*keys("115599**00##22227777"), told(*pressed(), *pressed(method="inband", ms=60))],
        "no", "digits_by_two_ways", "keypad_tones_doubled",
    ),
    "only before hold": ([*keys(after_hold=""), told(*pressed())], "no", "digits_lost_after_hold", "keypad_tones_lost"),
    "lost before and after hold": ([*keys("", after_hold=""), told()], "no", "digits_lost", "keypad_tones_lost"),
    "no hold possible": ([*keys(after_hold=None), told(*pressed())], "yes", "digits_heard", None),
    "a far end that tells the row only": (keys(), "yes", "digits_heard", None),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "answer", "reason", "found"), CASES.values(), ids=CASES)
def test_the_cause(facts: list[Fact], answer: str, reason: str, found: str | None) -> None:
    diagnosis = diagnose(observe(*facts, ended("keypad")))
    verdict = diagnosis.verdict("keypad")
    assert verdict is not None
    assert (verdict.answer, verdict.reason) == (answer, reason)
    keypad = [finding for finding in diagnosis.findings if finding.id.startswith("keypad")]
    assert [finding.id for finding in keypad] == ([found] if found else [])
    if found:
        assert keypad[0].details["cause"] == reason


def test_what_still_works_is_told() -> None:
    (finding,) = diagnose(observe(*keys(""), told(), ended("keypad"))).findings
    assert finding.details["works"] == ["inband", "info"]
