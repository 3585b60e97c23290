"""What the handbook says, in the language spoken now: from the screen catalogue, the flow table and the guides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from app.model.names import CODED_QUESTIONS
from app.model.states import STATES
from app.report.code import MASK, POLYNOMIAL, START
from app.report.code_words import code_words
from app.routers.catalogue import catalogue as guides
from app.routers.text import guide_text
from app.wizard.catalogue import Screen, ScreenId, catalogue
from app.wizard.flow import Move
from app.wizard.leads import BY_ITSELF, leads_to
from app.words import entries, resource_path, text

Picture: TypeAlias = Callable[[ScreenId], str]
"""The picture of a screen as a ``data:`` address; empty where there is none."""

_PLACEHOLDER: Final = re.compile(r"\{\w+\}")
BOXES: Final = ("windows_firewall", "mac_network", "mac_microphone")
"""Boxes of the system that come up during a call; screen 01 is Windows' own too."""


@dataclass(frozen=True, slots=True)
class Way:
    """A press or an answer, and where it leads: screens, or words for what happens instead."""

    label: str
    screens: tuple[ScreenId, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One screen as the agent needs it."""

    screen: Screen
    landmark: str
    drawing: str
    picture: str
    ways: tuple[Way, ...]
    by_itself: tuple[Way, ...]

    @property
    def spoken(self) -> str:
        """The number as it is said, digit by digit."""
        return " ".join(text("handbook", "digit", digit) for digit in self.screen.number)


def cards(picture: Picture) -> Iterator[Card]:
    """All screens in the order of the catalogue."""
    for screen in catalogue().values():
        yield Card(
            screen,
            landmark=text("pictures", screen.picture, "name"),
            drawing=_drawing(screen.picture),
            picture=picture(screen.id),
            ways=tuple(_ways(screen)),
            by_itself=tuple(_of_itself(screen)),
        )


def _drawing(name: str) -> str:
    path = resource_path(f"pictures/{name}.svg")
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _ways(screen: Screen) -> Iterator[Way]:
    for button in screen.presses:
        yield _way(button.label, leads_to(screen.id, button.id))
    answered = leads_to(screen.id, "answered") or leads_to(screen.id, "continue")
    for choice in screen.choices:
        yield _way(choice.label, answered)
    if not screen.presses and not screen.choices and answered:
        yield _way(text("handbook", "press", "any_answer"), answered)


def _of_itself(screen: Screen) -> Iterator[Way]:
    for event in BY_ITSELF:
        targets = leads_to(screen.id, event)
        if targets:
            yield _way(text("handbook", "event", event), targets)


def _way(label: str, targets: tuple[ScreenId | Move, ...]) -> Way:
    moves = [text("handbook", "move", item.name.casefold()) for item in targets if isinstance(item, Move)]
    return Way(label, tuple(item for item in targets if isinstance(item, str)), ", ".join(moves))


def findings() -> list[Mapping[str, Any]]:
    """Every finding with its number, in the order of the file; a dot row stands for what is measured each time."""
    return [
        {"id": identity, **{name: _open(word) for name, word in words.items()}}
        for identity, words in entries("findings").items()
    ]


def _open(words: Any) -> Any:
    return _PLACEHOLDER.sub("\u2026", words) if isinstance(words, str) else words


def boxes() -> list[Mapping[str, str]]:
    """The boxes of Windows and macOS, as they read and what to say."""
    return [
        {name: text("handbook", "box", box, name) for name in ("system", "title", "words", "press", "other", "say")}
        for box in BOXES
    ]


def guide_pages() -> list[Mapping[str, str]]:
    """Every router guide in the words of ``callmend routers show``."""
    return [
        {"id": guide.id, "name": f"{guide.brand}: {guide.family}", "text": guide_text(guide)}
        for guide in sorted(guides().values(), key=lambda item: (item.brand.casefold(), item.family.casefold()))
    ]


def decoder() -> Mapping[str, Any]:
    """All that reading a spoken code takes, for the page's own script."""
    return {
        "words": list(code_words()),
        "polynomial": POLYNOMIAL,
        "mask": MASK,
        "start": START,
        "states": list(STATES),
        "questions": [text("questions", question, "name") for question in CODED_QUESTIONS],
        "state_words": [text("states", state, "word") for state in STATES],
        "says": {name: text("handbook", "decoder", name) for name in ("length", "unknown", "misheard", "digits")},
    }
