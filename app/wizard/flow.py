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

from app.model.diagnosis import Finding
from app.model.names import FindingId
from app.wizard.answers import Answers, Known, Situation
from app.wizard.catalogue import ScreenId
from app.words import entries


class Move(Enum):
    """Targets that depend on where the person came from."""

    STAY = auto()  # the page itself acts
    BACK = auto()  # as the Back button does
    RETURN = auto()  # from trouble to where it came up, which then starts again
    GO_ON = auto()  # from trouble to whatever follows the test that failed
    CLOSE = auto()


Decision: TypeAlias = Callable[[Situation], ScreenId]
Target: TypeAlias = ScreenId | Decision | Move

MAX_FIXES: Final = 3


def after_symptom(s: Situation) -> ScreenId:
    """Practice shows its own details; a profile named at the start needs no typing."""
    if s.answers.practice is not None:
        return "22b"
    return "23" if s.answers.profile is not None else "22"


def after_details(s: Situation) -> ScreenId:
    """To where an unfinished session stopped, else onwards."""
    return s.answers.resume_at or "23"


def after_welcome_back(s: Situation) -> ScreenId:
    """The password was forgotten on purpose; without practice it has to be given again."""
    return (s.answers.resume_at or "21") if s.answers.has_details else "22"


def after_look(s: Situation) -> ScreenId:
    """No internet is trouble; anything else goes on to the router."""
    return "91" if s.known.has("no_internet") else "32"


def after_router(s: Situation) -> ScreenId:
    """Two boxes in a row and private networks are told at once, because support asks who supplied them."""
    if s.known.has("double_nat"):
        return "33"
    return "33b" if s.known.has("vpn_active") else "41"


def after_choice(s: Situation) -> ScreenId:
    """Asked for in order to mend it, the router's page is next; else the tests go on."""
    return "52" if s.answers.fixing else after_router(s)


def after_step(s: Situation) -> ScreenId:
    """One step a screen, then check again."""
    walk = s.answers.walk
    return "55" if walk is None or walk.at_the_end else "53"


def after_sound(s: Situation) -> ScreenId:
    """No device at all is told apart from a microphone that gives nothing; else the person is asked."""
    if s.known.devices in ("none", "no_sound_system"):
        return "94b"
    return "94" if s.known.has("silent_microphone") else "41q"


def after_sign_in(s: Situation) -> ScreenId:
    """A refusal is not a fault of the router and is mended first."""
    if s.known.has("credentials_refused"):
        return "92"
    return "93" if s.known.has("local_firewall_blocks") else "43"


def after_messages(s: Situation) -> ScreenId:
    """Without a sign-in no call can be tested."""
    return "51" if s.known.answer("registration") == "no" else listening(s)


def listening(s: Situation) -> ScreenId:
    """The person listens where there is a speaker, else the computer does it alone; without a number nobody can."""
    if not has_number(s, "speak", "echo"):
        return speaking(s)
    return "44" if s.known.devices == "found" else "44b"


def speaking(s: Situation) -> ScreenId:
    """The person speaks where there is a microphone, else the computer does it alone; without a number nobody can."""
    if not has_number(s, "listen", "echo"):
        return pressing(s)
    return "45" if s.known.devices == "found" else "45b"


def pressing(s: Situation) -> ScreenId:
    """Keys need a number that tells back what it heard."""
    return "46" if has_number(s, "keypad") else "47"


def has_number(s: Situation, *purposes: str) -> bool:
    """Whether the profile has a number for one of *purposes*; practice has them all."""
    profile = s.answers.profile
    return profile is None or any(getattr(profile.numbers, purpose) for purpose in purposes)


def after_keypad(s: Situation) -> ScreenId:
    """Show both rows when there are any."""
    return "47" if s.known.digits is None else "46r"


def has_fault(s: Situation) -> bool:
    """Whether there is something to mend."""
    return s.known.diagnosis.primary not in (None, "no_fault_found")


def after_finding(s: Situation) -> ScreenId:
    """Check again after what a person here can mend; what only support can mend, or nothing, leads to the code."""
    finding = current_finding(s.known, s.answers)
    if finding is None or not has_fault(s):
        return "63"
    return "63" if entries("findings")[finding.id].get("next") in _FOR_SUPPORT else "55"


_FOR_SUPPORT: Final = frozenset({"71", "92", "support"})
"""Values of ``next`` in the finding's words that nobody at this computer can act on."""


def after_check(s: Situation) -> ScreenId:
    """Fixed means: this run found no fault."""
    return "62" if has_fault(s) else "61"


def after_report(s: Situation) -> ScreenId:
    """With an intake of the provider's own, sending takes one press."""
    return "72b" if s.answers.profile is not None and s.answers.profile.provider.upload else "72"


def current_finding(known: Known, answers: Answers) -> Finding | None:
    """The finding that screen 51 shows: the first whose fix was not tried yet, else the first of all."""
    findings = known.diagnosis.findings
    left = (finding for finding in findings if finding.id not in answers.fixes_tried)
    return next(left, findings[0] if findings else None)


def next_finding(s: Situation) -> FindingId | None:
    """The next cause to mend, at most three in one sitting."""
    tried = s.answers.fixes_tried
    left = (finding.id for finding in s.known.diagnosis.findings if finding.id not in tried)
    return next(left, None) if len(tried) < MAX_FIXES else None


ROUTER_FAULTS: Final[frozenset[FindingId]] = frozenset(
    {
        "sip_alg_rewrites",
        "sip_alg_drops_messages",
        "sip_alg_breaks_registration",
        "sip_alg_present_harmless",
        "sip_alg_still_on_old_connections",
        "call_drops_no_ack",
        "no_sound_inbound",
        "no_sound_outbound",
        "no_sound_both",
        "sound_stops_midcall",
        "answer_not_delivered",
        "extension_call_fails",
    }
)
"""Findings that the guides of the routers can mend."""


def can_be_mended(s: Situation) -> bool:
    """Whether the finding on the screen is one that a guide mends."""
    finding = current_finding(s.known, s.answers)
    return finding is not None and finding.id in ROUTER_FAULTS


def has_next_fix(s: Situation) -> bool:
    """Another cause, or another way for the same one; at most three in one sitting."""
    return len(s.answers.fixes_tried) < MAX_FIXES and (next_finding(s) is not None or can_be_mended(s))


def after_not_fixed(s: Situation) -> ScreenId:
    """The next cause, else another way for the one that is still there."""
    return "51" if next_finding(s) is not None or s.answers.walk is None else "53b"


def asked(s: Situation) -> ScreenId:
    """The screen for what the engine asks."""
    return ASKS.get(s.known.prompt, "41q")


ASKS: Final[Mapping[str, ScreenId]] = {
    "heard_notes": "41q",
    "bar_moved": "41b",
    "heard_count": "44q",
    "heard_self": "45q",
    "bell_rings": "48q",
}
"""The engine's prompts (word list ``prompts``) and their screens."""


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
    "22": {"continue": after_details, "open_file": after_details, "type_them": "22b"},
    "22b": {"continue": after_details, "open_file": Move.STAY},
    "23": {"continue": "24"},
    "24": {"continue": "31", "show_box": Move.STAY},
    "31": _test(after_look, "32"),
    "32": {"yes": after_router, "list": "32b", "cannot_see": after_router},
    "32b": {"continue": after_choice, "cannot_see": after_choice},
    "33": {"continue": "41"},
    "33b": {"continue": "41"},
    "41": {"play": "41p", "skip": "42"},
    "41p": _test(after_sound, "42"),
    "41q": {"answered": "41b"},
    "41b": {"answered": "42"},
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
    "46": {"press_keys": "46p", "skip": "47"},
    "46p": _test(after_keypad, "47"),
    "46r": {"continue": "47", "again": "46p"},
    "47": {"call": "47p", "skip": "48"},
    "47p": _test("48"),
    "48": {"call": "48p", "skip": "51"},
    "48p": _test("51"),
    "48q": {"answered": "51"},
    "51": {"fix": "32b", "continue": after_finding, "skip": "63", "results": "51b"},
    "51b": {"back_to_finding": Move.BACK},
    "52": {"open_page": "53", "to_steps": "53", "no_password": "54", "someone_else": "54"},
    "53": {"done": after_step, "different": "53b", "undo": Move.STAY},
    "53b": {"continue": "53", "none_fits": "54"},
    "54": {"continue": "55", "save_note": Move.STAY, "print_note": Move.STAY},
    "55": {"check": "55p", "skip": "63"},
    "55p": _test(after_check),
    "61": {"continue": "63"},
    "62": {"continue": "63", "next_fix": after_not_fixed},
    "63": {"continue": "71"},
    "71": {"continue": after_report, "open_report": Move.STAY},
    "71b": {"continue": "74", "open_report": Move.STAY, "show_folder": Move.STAY},
    "72": {"send": "72q", "web_mail": "73", "save_only": "71b"},
    "72b": {"send": "74", "save_only": "71b"},
    "72q": {"yes": "74", "no": "73"},
    "73": {
        "continue": "74",
        "show_file": Move.STAY,
        "copy_file": Move.STAY,
        "copy_address": Move.STAY,
        "copy_summary": Move.STAY,
    },
    "74": {"close": Move.CLOSE, "again": "55", "remove": Move.STAY},
    "91": _TROUBLE,
    "92": {**_TROUBLE, "change": "22b"},
    "93": {**_TROUBLE, "ask_windows": Move.STAY},
    "94": {**_TROUBLE, "show_where": Move.STAY},
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
    return replace(answers, fixing=True)


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
    ("52", "open_page"): _first_step,
    ("52", "to_steps"): _first_step,
    ("53", "done"): _next_step,
    ("53", "undo"): _turn_undo,
    ("53b", "continue"): _first_step,
}
"""What a press changes on the way; the screen that is left keeps its answers, so that Back shows it as it was."""

PASS_BY: Final[Mapping[ScreenId, Target]] = {
    "22": "22b",
    "23": "24",
    "24": "31",
    "32": after_router,
    "32b": after_choice,
    "33": "41",
    "33b": "41",
    "44": "44b",
    "45": "45b",
    "47": "48",
    "48": "51",
    "52": "54",
    "53": "54",
    "53b": "54",
    "54": "55",
    "71": "71b",
    "72": "74",
    "72b": "74",
    "93": "43",
}
"""Where the way leads when a screen has no page in this program."""

FIRST: Final[ScreenId] = "11"
FIRST_AFTER_A_BREAK: Final[ScreenId] = "96"
