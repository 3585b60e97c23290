"""Which of a screen's buttons are shown in a situation, and which of them is the main one."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Final

from app.wizard.answers import Situation
from app.wizard.catalogue import Button, Screen, ScreenId
from app.wizard.comparing import can_compare, helps_at_once
from app.wizard.decisions import can_be_mended, has_next_fix

_Condition = Callable[[Situation], bool]


@dataclass(frozen=True, slots=True)
class Presses:
    """The buttons of the bottom row."""

    main: Button | None
    others: tuple[Button, ...]


def _guide(s: Situation) -> bool:
    return can_be_mended(s) and "52" in s.offered


def _no_guide(s: Situation) -> bool:
    return not _guide(s)


def _outside_practice(s: Situation) -> bool:
    return s.answers.practice is None


def _has_page(s: Situation) -> bool:
    return s.answers.walk is None or bool(s.answers.walk.address)


def _never(s: Situation) -> bool:
    return False


def _always(s: Situation) -> bool:
    return True


def _other_microphones(s: Situation) -> bool:
    return len(s.known.inputs) > 1


def _has_code(s: Situation) -> bool:
    return s.known.code is not None


BY_HAND: Final = ("show_file", "copy_file", "copy_address", "copy_summary")
"""Presses of screen 73 that stand on its page, each beside what it copies."""

CONDITIONS: Final[Mapping[tuple[ScreenId, str], _Condition]] = {
    ("22b", "open_file"): _outside_practice,
    ("41q", "other_speaker"): lambda s: len(s.known.outputs) > 1,
    ("41b", "other_microphone"): _other_microphones,
    ("94", "other_microphone"): _other_microphones,
    ("63", "say_it"): _has_code,
    ("51", "fix"): _guide,
    ("51", "skip"): _guide,
    ("51", "continue"): _no_guide,
    ("52", "open_page"): _has_page,
    ("52", "to_steps"): lambda s: not _has_page(s),
    ("51", "other_way"): helps_at_once,
    ("56r", "fix"): lambda s: s.known.has("works_without_router") and "52" in s.offered,
    ("56r", "other_way"): can_compare,
    ("62", "other_way"): can_compare,
    ("62", "next_fix"): lambda s: "52" in s.offered and has_next_fix(s),
    **dict.fromkeys((("73", name) for name in BY_HAND), _never),
    ("74", "again"): lambda s: bool(s.known.diagnoses),
}
"""A button without an entry is always shown."""


def presses(screen: Screen, situation: Situation, unavailable: Container[str] = frozenset()) -> Presses:
    """The buttons of *screen*; *unavailable* are ids of presses that this computer cannot act on.

    When the main button is left out, the first of the others takes its place.
    """
    shown = [
        button
        for button in screen.presses
        if button.id not in unavailable and CONDITIONS.get((screen.id, button.id), _always)(situation)
    ]
    if screen.main is None or not shown:
        return Presses(None, tuple(shown))
    return Presses(shown[0], tuple(shown[1:]))
