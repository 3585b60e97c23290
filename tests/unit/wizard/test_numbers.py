"""A call is offered only where the profile has a number for it."""

from __future__ import annotations

import pytest

from app.model.profile import Account, Numbers, Profile
from app.model.profile import TestLine as Line
from app.wizard.answers import Answers, Known, Situation
from app.wizard.decisions import after_notes, after_sound, holding, listening, pressing, ringing, speaking


def with_numbers(**numbers: str) -> Situation:
    profile = Profile(Account("phone.example.com", "100"), numbers=Numbers(**numbers))
    return Situation(Answers(profile=profile), Known(devices="none"), frozenset())


@pytest.mark.parametrize(
    ("numbers", "first"),
    [
        ({"echo": "1"}, "44b"),
        ({"speak": "1"}, "44b"),
        ({"listen": "1"}, "45b"),
        ({"keypad": "1"}, "46"),
        ({"hold": "1"}, "47b"),
        ({"callback": "1"}, "48"),
        ({}, "51"),
    ],
)
def test_the_first_call_is_one_that_can_be_made(numbers: dict[str, str], first: str) -> None:
    assert listening(with_numbers(**numbers)) == first


def test_an_echo_number_serves_both_directions_and_no_keys() -> None:
    situation = with_numbers(echo="1")
    assert (speaking(situation), pressing(situation)) == ("45b", "47b")


def test_where_there_is_a_speaker_the_person_listens() -> None:
    situation = Situation(
        Answers(practice="healthy"), Known(devices="found", outputs=("a",), inputs=("b",)), frozenset()
    )
    assert (listening(situation), speaking(situation), holding(situation)) == ("44", "45", "47")


def test_the_test_line_calls_back_without_a_number() -> None:
    profile = Profile(Account("phone.example.com", "100"), testline=Line("phone.example.com", (5060,)))
    assert ringing(Situation(Answers(profile=profile), Known(), frozenset())) == "48"


def test_practice_has_every_number() -> None:
    assert listening(Situation(Answers(practice="healthy"), Known(devices="none"), frozenset())) == "44b"


def test_a_microphone_without_a_speaker_lets_nobody_listen_and_asks_for_nothing_that_cannot_be_heard() -> None:
    deaf = Situation(Answers(practice="healthy"), Known(devices="found", inputs=("webcam",)), frozenset())
    assert (after_sound(deaf), after_notes(deaf)) == ("41b", "41b")
    assert (listening(deaf), speaking(deaf), holding(deaf)) == ("44b", "45b", "47b")
    mute = Situation(Answers(practice="healthy"), Known(devices="found", outputs=("speaker",)), frozenset())
    assert (after_sound(mute), after_notes(mute)) == ("41q", "42")
    assert (listening(mute), speaking(mute)) == ("44", "45b")
