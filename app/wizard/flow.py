"""Where each press and each word from the engine leads: one table that can be read aloud.

A row is a screen, an entry an event. The event is a button's id, ``"answered"`` on a screen with a question,
or one of the engine's own: ``measured``, ``asked``, ``stop`` (the person pressed Stop), ``lost`` (the engine died),
``late`` (it takes too long), ``changed`` (another network), ``skip`` (go on without this test).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum, auto
from typing import Final, TypeAlias

from app.wizard.answers import Answers, Situation
from app.wizard.catalogue import ScreenId
from app.wizard.decisions import (
    after_check,
    after_choice,
    after_code,
    after_details,
    after_finding,
    after_fixed,
    after_keypad,
    after_look,
    after_messages,
    after_not_fixed,
    after_notes,
    after_report,
    after_sign_in,
    after_sound,
    after_step,
    after_symptom,
    after_welcome_back,
    asked,
    holding,
    pressing,
    ringing,
    speaking,
    to_mend,
)


class Move(Enum):
    """Targets that depend on where the person came from."""

    STAY = auto()  # the page itself acts
    BACK = auto()  # as the Back button does
    RETURN = auto()  # from trouble to where it came up, which then starts again
    GO_ON = auto()  # from trouble to whatever follows the test that failed
    CLOSE = auto()


Decision: TypeAlias = Callable[[Situation], ScreenId]
Target: TypeAlias = ScreenId | Decision | Move


def _test(measured: Target, skip: Target | None = None) -> dict[str, Target]:
    """A progress screen: what follows its end, and what follows when it is left out."""
    trouble: dict[str, Target] = {"stop": "99b", "lost": "99", "late": "95", "changed": "97", "asked": asked}
    return {"measured": measured, "skip": measured if skip is None else skip, **trouble}


_TROUBLE: Final[Mapping[str, Target]] = {"again": Move.RETURN, "go_on": Move.GO_ON}

FLOW: Final[Mapping[ScreenId, Mapping[str, Target]]] = {
    "11": {"start": "12"},
    "12": {"agree": "21", "more": "12b", "no_thanks": Move.CLOSE},
    "12b": {"continue": Move.BACK, "emergency": "98"},
    "21": {"continue": after_symptom},
    "22": {"continue": after_code, "open_file": Move.STAY, "type_them": "22b"},
    "22b": {"continue": after_details, "open_file": Move.STAY},
    "23": {"continue": "24"},
    "24": {"continue": "31", "show_box": Move.STAY},
    "31": _test(after_look, "32"),
    "32": {"yes": after_choice, "list": "32b", "cannot_see": after_choice},
    "32b": {"continue": after_choice, "cannot_see": after_choice},
    "33": {"continue": "41"},
    "33b": {"continue": "41", "again": "31"},
    "41": {"play": "41p", "skip": "42"},
    "41p": _test(after_sound, "42"),
    "41q": {"answered": after_notes, "other_speaker": "41d"},
    "41b": {"answered": "42", "other_microphone": "41e"},
    "41d": {"play": "41p", "skip": "42"},
    "41e": {"play": "41p", "skip": "42"},
    "42": _test(after_sign_in, "43"),
    "43": _test(after_messages),
    "44": {"call": "44p", "skip": speaking},
    "44b": {"call": "44p", "skip": speaking},
    "44p": _test(speaking),
    "44q": {"answered": speaking},
    "45": {"speak": "45p", "skip": pressing},
    "45b": {"speak": "45p", "skip": pressing},
    "45p": _test(pressing),
    "45q": {"answered": pressing},
    "46": {"press_keys": "46p", "skip": holding},
    "46p": _test(after_keypad, holding),
    "46r": {"continue": holding, "again": "46p"},
    "47": {"call": "47p", "skip": ringing},
    "47b": {"call": "47p", "skip": ringing},
    "47p": _test(ringing),
    "48": {"call": "48p", "skip": "51"},
    "48p": {**_test("51"), "never_rang": "51"},
    "48q": {"answered": "51"},
    "51": {"fix": to_mend, "continue": after_finding, "skip": "63", "other_way": "56", "results": "51b"},
    "51b": {"back_to_finding": Move.BACK},
    "52": {"open_page": "53", "to_steps": "53", "no_password": "54", "someone_else": "54"},
    "53": {"done": after_step, "different": "53b", "undo": Move.STAY},
    "53b": {"continue": "53", "none_fits": "54"},
    "54": {"continue": "55", "save_note": Move.STAY, "print_note": Move.STAY, "provider_note": Move.STAY},
    "55": {"check": "55p", "skip": "63"},
    "55p": _test(after_check),
    "56": {"check": "55p"},
    "56r": {"continue": "63", "fix": to_mend, "other_way": "56"},
    "61": {"continue": after_fixed},
    "61b": {"continue": "63"},
    "62": {"continue": "63", "next_fix": after_not_fixed, "other_way": "56"},
    "63": {"continue": "71", "say_it": Move.STAY},
    "71": {"continue": after_report, "open_report": Move.STAY},
    "71b": {"continue": "74", "open_report": Move.STAY, "show_folder": Move.STAY},
    "72": {"send": "72q", "web_mail": "73", "save_only": "71b"},
    "72b": {"send": "74", "save_only": "71b"},
    "72q": {"yes": "74", "no_files": "73", "no": "73"},
    "73": {
        "continue": "74",
        "show_file": Move.STAY,
        "copy_file": Move.STAY,
        "copy_address": Move.STAY,
        "copy_summary": Move.STAY,
        "open_draft": Move.STAY,
    },
    "74": {"close": Move.CLOSE, "again": "55", "remove": Move.STAY},
    "91": _TROUBLE,
    "92": {**_TROUBLE, "change": "22b"},
    "93": {**_TROUBLE, "ask_windows": Move.STAY},
    "94": {**_TROUBLE, "show_where": Move.STAY, "other_microphone": "41e"},
    "94b": _TROUBLE,
    "95": _TROUBLE,
    "96": {"go_on": after_welcome_back, "start_again": "11"},
    "97": _TROUBLE,
    "98": {"understood": Move.RETURN},
    "99": _TROUBLE,
    "99b": _TROUBLE,
}

ANYWHERE: Final[Mapping[str, Target]] = {"report_now": "71"}
"""Presses that every screen takes: Ctrl+D and F2 lead to the report from wherever the person is."""


def _mending(answers: Answers) -> Answers:
    return replace(answers, fixing=True, way="")


def _compared(answers: Answers) -> Answers:
    return replace(answers, way="")


def _first_step(answers: Answers) -> Answers:
    return _with_walk(answers, step=0, undoing=False)


def _next_step(answers: Answers) -> Answers:
    walk = answers.walk
    if walk is None or walk.at_the_end:
        return _with_walk(answers, undoing=False)
    return _with_walk(answers, step=walk.step + 1, undoing=False)


def _turn_undo(answers: Answers) -> Answers:
    return _with_walk(answers, undoing=answers.walk is not None and not answers.walk.undoing)


def _with_walk(answers: Answers, **changes: bool | int) -> Answers:
    return replace(answers, walk=replace(answers.walk, **changes)) if answers.walk else answers  # type: ignore[arg-type]


ARRIVING: Final[Mapping[tuple[ScreenId, str], Callable[[Answers], Answers]]] = {
    ("51", "fix"): _mending,
    ("56r", "fix"): _mending,
    ("56r", "continue"): _compared,
    ("56r", "other_way"): _compared,
    ("52", "open_page"): _first_step,
    ("52", "to_steps"): _first_step,
    ("53", "done"): _next_step,
    ("53", "undo"): _turn_undo,
    ("53b", "continue"): _first_step,
}
"""What a press changes on the way; the screen that is left keeps its answers, so that Back shows it as it was."""

PASS_BY: Final[Mapping[ScreenId, Target]] = {"24": "31", "71": "71b", "72": "74", "72b": "74"}
"""Where the way leads when a screen is not offered: Linux, for one, asks nobody for leave to use the network."""

FIRST: Final[ScreenId] = "11"
FIRST_AFTER_A_BREAK: Final[ScreenId] = "96"
