"""The catalogue is complete, and no two screens can be mistaken for each other by ear or by eye."""

from __future__ import annotations

import pytest

from app.wizard.answers import SYMPTOMS
from app.wizard.catalogue import STEPS, Screen, catalogue, screen_from_data
from app.wizard.decisions import ASKS
from app.wizard.flow import FLOW
from app.words import entries
from app.words.plain_language import complaints, terms_of_the_trade

SCREENS = catalogue()
MAP = """
01 11 12 21 22 23 24 31 32 33 41 42 43 44 45 46 47 48 51 52 53 54 55 56 61 62 63 71 72 73 74 91 92 93 94 95 96 97 98 99
"""


def test_the_whole_map_is_there() -> None:
    assert sorted({screen.number for screen in SCREENS.values()}) == MAP.split()


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_numbers_cannot_be_mistaken_by_ear(screen: Screen) -> None:
    assert screen.number.isdigit()
    assert not 13 <= int(screen.number) <= 19
    assert int(screen.number) % 10
    assert screen.id[2:] == "" or screen.id[2:].isalpha()


def test_headings_are_unique() -> None:
    titles = [screen.title for screen in SCREENS.values()]
    assert len(set(titles)) == len(titles)


def test_a_landmark_belongs_to_one_number() -> None:
    owners: dict[str, set[str]] = {}
    for screen in SCREENS.values():
        owners.setdefault(screen.picture, set()).add(screen.number)
    assert all(len(numbers) == 1 for numbers in owners.values())
    assert len(owners) == len(MAP.split())


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_the_step_is_that_of_the_number(screen: Screen) -> None:
    by_tens = {"1": 1, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 5}
    assert screen.step == by_tens.get(screen.number[0], 0)
    assert screen.step in {0, *STEPS}


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_words_are_plain(screen: Screen) -> None:
    assert complaints(f"{screen.title}. {screen.words}") == ()
    labels = [press.label for press in screen.presses]
    labels += [choice.label for choice in screen.choices] + [field.label for field in screen.fields]
    assert [label for label in labels if terms_of_the_trade(label)] == []
    assert screen.agent


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_a_page_has_one_main_button_or_answers_to_press(screen: Screen) -> None:
    wants_main = screen.kind == "trouble" or (screen.kind == "page" and screen.id != "72q")
    assert bool(screen.main) == wants_main
    assert bool(screen.choices) or screen.kind != "ask"
    ids = [press.id for press in screen.presses] + [choice.id for choice in screen.choices]
    assert len(set(ids)) == len(ids)


def test_every_press_of_the_catalogue_is_in_the_flow_and_no_other() -> None:
    own = {"measured", "asked", "skip", "stop", "lost", "late", "changed", "answered"}
    for identity, row in FLOW.items():
        screen = SCREENS[identity]
        pressed = {button.id for button in screen.presses}
        if identity == "72q":
            pressed = {choice.id for choice in screen.choices}
        if screen.kind == "page":
            assert set(row) == pressed, identity
        else:
            assert pressed - {"stop"} <= set(row), identity
            assert set(row) - own == pressed - own - {"stop"}, identity
    assert set(FLOW) == {identity for identity, screen in SCREENS.items() if screen.kind != "outside"}


def test_the_symptoms_are_the_choices_of_screen_21() -> None:
    assert tuple(choice.id for choice in SCREENS["21"].choices) == SYMPTOMS


@pytest.mark.parametrize("prompt", entries("prompts"))
def test_every_question_of_the_engine_has_a_screen_with_its_answers(prompt: str) -> None:
    screen = SCREENS[ASKS[prompt]]
    assert set(entries("prompts")[prompt]["answers"]) <= {choice.id for choice in screen.choices}


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(TypeError, match="screen 77"):
        screen_from_data("77", {"kind": "page", "step": 1, "colour": "red"})


def test_an_unknown_kind_is_named() -> None:
    data = {"kind": "pop-up", "step": 1, "picture": "x", "title": "t", "words": "w", "agent": "a"}
    with pytest.raises(ValueError, match="screen 77"):
        screen_from_data("77", data)
