"""Pairs that nobody recorded: every family at its work, and honest servers at theirs (``invented_pairs.toml``)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.commands.capture.side import messages_of
from app.diagnosis.comparison import Explanation, explain
from app.diagnosis.comparison.family import FAMILY_IDS

DATA = tomllib.loads(Path(__file__).with_name("invented_pairs.toml").read_text(encoding="utf-8"))
PAIRS: list[dict[str, Any]] = DATA["pair"]


def wire(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("latin-1")


def both(pair: dict[str, Any]) -> tuple[bytes, bytes]:
    """The message as sent, and what arrived of it or came back."""
    sent = DATA["messages"][pair["sent"]]
    whole = pair.get("reply") or pair.get("other")
    if whole:
        return wire(sent), wire(whole)
    arrived = f"\n{sent}"
    for old, new in pair["arrives"]:
        assert f"\n{old}" in arrived, old
        arrived = arrived.replace(f"\n{old}", f"\n{new}", 1)
    return wire(sent), wire(arrived[1:])


def told(explanation: Explanation) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for change in explanation.noteworthy:
        found.setdefault(change.field, set()).add(change.meaning)
    return {field: sorted(meanings) for field, meanings in found.items()}


def test_they_are_many_and_hold_every_family_that_a_pair_can_show() -> None:
    names = [pair["name"] for pair in PAIRS]
    assert len(set(names)) == len(names) >= 80
    shown = {pair.get("family") for pair in PAIRS if "family" in pair}
    assert shown >= set(FAMILY_IDS) - {"siproxd", "sonicwall", "carrier"}, (
        "those need a whole run, or stand in peers 5.1"
    )


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["name"] for pair in PAIRS])
def test_pair(pair: dict[str, Any]) -> None:
    explanation = explain(*both(pair), server=pair.get("server"))
    assert (explanation.answer, explanation.confidence, explanation.reason) == (
        pair["answer"], pair["confidence"], pair["reason"],
    )  # fmt: skip
    assert told(explanation) == pair.get("changed", {})
    family = explanation.family
    named = (family.id, family.confidence) if family else (None, None)
    assert named == (pair.get("family"), pair.get("family_confidence"))
    assert sorted(explanation.symptoms) == pair.get("symptoms", [])


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["name"] for pair in PAIRS])
def test_saved_as_a_text_file_it_is_the_same(pair: dict[str, Any]) -> None:
    for message in both(pair):
        saved = b"2026/08/01 12:00:01.123456 192.0.2.1:5060 -> 192.0.2.2:5060\n" + message.replace(b"\r\n", b"\n")
        (found,) = messages_of(saved)
        assert found.raw == message
