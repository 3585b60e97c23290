"""The catalogue of all screens: number, picture, words, buttons, and what the agent says.

The one source is ``resources/texts/screens.toml``; the window, the agent handbook and the tests read it through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, TypeAlias, get_args

from app.words import entries, spoken

ScreenId: TypeAlias = str
"""The number the person reads aloud, and a letter for a later part of the same screen: ``"44"``, ``"44p"``."""

Kind = Literal["page", "progress", "ask", "trouble", "outside"]
FieldKind = Literal["text", "secret", "code", "tick", "yes_no", "search"]

STEPS: Final[Mapping[int, str]] = {1: "Start", 2: "Look around", 3: "Test calls", 4: "Fix", 5: "Finish"}
"""The five named steps, always counted to five even when one is skipped."""


@dataclass(frozen=True, slots=True)
class Button:
    """A press; ``id`` is the event it sends to the flow."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of several; ``picture`` is empty where the words are enough."""

    id: str
    label: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """Something to type or to tick."""

    id: str
    kind: FieldKind
    label: str


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen, in the words of one language."""

    id: ScreenId
    kind: Kind
    step: int
    picture: str
    title: str
    words: str
    agent: str
    main: Button | None = None
    buttons: tuple[Button, ...] = ()
    fields: tuple[Field, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def number(self) -> str:
        """The two digits at the top right."""
        return self.id[:2]

    @property
    def presses(self) -> tuple[Button, ...]:
        """All buttons, the main one first."""
        return (self.main, *self.buttons) if self.main else self.buttons

    def button(self, event: str) -> Button | None:
        """The button that sends *event*."""
        return next((button for button in self.presses if button.id == event), None)


def screen_from_data(identity: ScreenId, data: Mapping[str, Any]) -> Screen:
    """One table of the file; raises ``TypeError`` or ``ValueError`` that names the screen (a bug, found by tests)."""
    try:
        rest = dict(data)
        main = rest.pop("main", None)
        screen = Screen(
            id=identity,
            main=Button(**main) if main else None,
            buttons=tuple(Button(**item) for item in rest.pop("buttons", ())),
            fields=tuple(Field(**item) for item in rest.pop("fields", ())),
            choices=tuple(Choice(**item) for item in rest.pop("choices", ())),
            **rest,
        )
    except TypeError as error:
        raise TypeError(f"screen {identity}: {error}") from error
    if screen.kind not in get_args(Kind) or any(field.kind not in get_args(FieldKind) for field in screen.fields):
        raise ValueError(f"screen {identity}: unknown kind")
    return screen


def catalogue() -> Mapping[ScreenId, Screen]:
    """All screens in the order of the file, in the language spoken now; read once a language."""
    return _catalogue(spoken().code)


@cache
def _catalogue(language: str) -> Mapping[ScreenId, Screen]:
    return {identity: screen_from_data(identity, table) for identity, table in entries("screens").items()}
