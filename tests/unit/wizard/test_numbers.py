"""A call is offered only where the profile has a number for it."""

from __future__ import annotations

import pytest

from app.model.profile import Account, Numbers, Profile
from app.model.profile import TestLine as Line
from app.wizard.answers import Answers, Known, Situation
from app.wizard.decisions import holding, listening, pressing, ringing, speaking


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
    situation = Situation(Answers(practice="healthy"), Known(devices="found"), frozenset())
    assert (listening(situation), speaking(situation), holding(situation)) == ("44", "45", "47")


def test_the_test_line_calls_back_without_a_number() -> None:
    profile = Profile(Account("phone.example.com", "100"), testline=Line("phone.example.com", (5060,)))
    assert ringing(Situation(Answers(profile=profile), Known(), frozenset())) == "48"


def test_practice_has_every_number() -> None:
    assert listening(Situation(Answers(practice="healthy"), Known(devices="none"), frozenset())) == "44b"
