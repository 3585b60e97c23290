"""Words come from the data; labels stay apart; doubt is never an instruction."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.routers.guide import Guide
from app.routers.phrases import sentence
from app.routers.wording import words_of
from app.words import entries
from app.words.plain_language import MAX_SENTENCE_WORDS

Make = Callable[..., Guide]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"kind": "login"}, "Open http://192.168.7.1 in your browser and sign in."),
        ({"kind": "menu", "path": ["A", "B", "C"]}, "Click A, then B, then C."),
        ({"kind": "tick", "label": "X", "to": "on", "save": "Apply"}, "Put a tick in X. Then press Apply."),
        (
            {"kind": "tick", "label": "X", "to": "off", "also": [["Y", "off"], ["Z", "on"]], "save": "OK"},
            "Take the tick out of X and Y. Put a tick in Z. Then press OK.",
        ),
        ({"kind": "switch", "label": "X", "to": "off"}, "Switch X off."),
        (
            {"kind": "choice", "label": "X", "to": "Off", "options": ["Off"], "save": "OK"},
            "Set X to Off. Then press OK.",
        ),
        ({"kind": "table", "row": "sip", "press": "Disable"}, "In the line sip, press Disable."),
        (
            {"kind": "tick", "label": "X", "to": "off", "sure": False},
            "Look for X. If it is there, there should be no tick in it.",
        ),
        ({"kind": "menu", "path": ["A", "B"], "sure": False}, "Look for A, then B. We could not confirm this place."),
        (
            {"kind": "look", "options": ["A", "B"], "to": "off"},
            "Look for A or B. It may have another name. If you find it, it should be off.",
        ),
        ({"kind": "press", "label": "X", "words": "Now [[X]], please."}, "Now X, please."),
        ({"kind": "press", "label": "X", "words": "Do it.", "sure": False}, "Reported, not confirmed: Do it."),
    ],
)
def test_a_step_in_words(make: Make, step: dict[str, Any], said: str) -> None:
    item = make(step=[step])
    assert words_of(item.steps[0], item).plain == said


def test_a_phone_is_tapped(make: Make) -> None:
    item = make(look="phone-light", step=[{"kind": "menu", "path": ["More", "Advanced"]}])
    assert words_of(item.steps[0], item).plain == "Tap More, then Advanced."


def test_labels_are_kept_apart() -> None:
    parts = sentence("Press [[Save & Apply]] now.")
    assert parts.labels == ("Save & Apply",)
    assert parts.plain == "Press Save & Apply now."


def test_hostile_labels_do_no_harm() -> None:
    assert sentence("Press [[no end").labels == ("no end",)
    assert sentence("]] [[").plain == "]] "


def test_the_connecting_sentences_are_short() -> None:
    for section, texts in entries("routers").items():
        for key, text in texts.items():
            for part in re.split(r"(?<=[.!?])\s", text):
                assert len(part.split()) <= MAX_SENTENCE_WORDS + 2, (section, key)
