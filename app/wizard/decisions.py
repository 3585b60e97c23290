"""Decisions of the flow: where the way leads when that depends on what is known. Pure functions of a situation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.model.diagnosis import Finding
from app.model.names import FindingId
from app.wizard.answers import Answers, Known, Situation
from app.wizard.boxes import has_two
from app.wizard.catalogue import ScreenId
from app.words import entries

MAX_FIXES: Final = 3


def after_symptom(s: Situation) -> ScreenId:
    """Practice shows its own details; a profile named at the start needs no typing."""
    return "23" if s.answers.practice is None and s.answers.profile is not None else details(s)


def details(s: Situation) -> ScreenId:
    """A setup code needs an address of the provider's where it is turned into details; without one they are typed."""
    return "22" if s.answers.practice is None and s.answers.provider.setup else "22b"


def after_details(s: Situation) -> ScreenId:
    """To where an unfinished session stopped, else onwards."""
    return s.answers.resume_at or "23"


def after_code(s: Situation) -> ScreenId:
    """What the code or the file did not bring has to be typed."""
    return after_details(s) if s.answers.has_details else "22b"


def after_welcome_back(s: Situation) -> ScreenId:
    """The password was forgotten on purpose; without practice it has to be given again."""
    return (s.answers.resume_at or "21") if s.answers.has_details else details(s)


def after_look(s: Situation) -> ScreenId:
    """No internet is trouble. A router that says what it is, is shown; the others are asked for when they matter."""
    if s.known.has("no_internet"):
        return "91"
    return "32" if s.known.routers and s.answers.connection != "hotspot" else after_router(s)


def after_router(s: Situation) -> ScreenId:
    """Two boxes in a row and private networks are told at once, because support asks who supplied them."""
    if s.known.has("double_nat"):
        return "33"
    return "33b" if s.known.has("vpn_active") else "41"


def after_choice(s: Situation) -> ScreenId:
    """Asked for in order to mend it, the router's page is next; else the tests go on."""
    return "52" if s.answers.fixing else after_router(s)


def to_mend(s: Situation) -> ScreenId:
    """Nobody is asked twice for the same router; with two boxes the list says which one comes first."""
    if s.answers.walk is not None:
        return "52"
    return "32" if s.known.routers and not has_two(s.known) else "32b"


def after_step(s: Situation) -> ScreenId:
    """One step a screen; the last one is followed by the check, which waits for the router by itself."""
    walk = s.answers.walk
    if walk is None:
        return "55"
    return "55p" if walk.at_the_end else "53"


def after_sound(s: Situation) -> ScreenId:
    """No device at all is told apart from a microphone that gives nothing; else the person is asked."""
    if s.known.devices in ("none", "no_sound_system"):
        return "94b"
    if s.known.has("silent_microphone"):
        return "94"
    if "bar_moved" in s.known.asked:
        return "42"
    return "41q" if hears(s.known) else after_notes(s)


def after_notes(s: Situation) -> ScreenId:
    """The bar is asked for where there is a microphone that moves it."""
    return "41b" if s.known.inputs else "42"


def hears(known: Known) -> bool:
    """Whether a person here can listen: a computer with a webcam's microphone and no speaker lets nobody."""
    return known.devices == "found" and bool(known.outputs)


def speaks(known: Known) -> bool:
    """Whether a person here can speak and hear themselves."""
    return hears(known) and bool(known.inputs)


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
    return "44" if hears(s.known) else "44b"


def speaking(s: Situation) -> ScreenId:
    """The person speaks where there is a microphone, else the computer does it alone; without a number nobody can."""
    if not has_number(s, "listen", "echo"):
        return pressing(s)
    return "45" if speaks(s.known) else "45b"


def pressing(s: Situation) -> ScreenId:
    """Keys need a number that tells back what it heard."""
    return "46" if has_number(s, "keypad") else holding(s)


def holding(s: Situation) -> ScreenId:
    """Music is promised only where there is a speaker."""
    if not has_number(s, "hold", "echo"):
        return ringing(s)
    return "47" if hears(s.known) else "47b"


def ringing(s: Situation) -> ScreenId:
    """Somebody has to call back: a number of the provider's, or the test line."""
    profile = s.answers.profile
    return "48" if has_number(s, "callback") or (profile and profile.testline.host) else "51"


def has_number(s: Situation, *purposes: str) -> bool:
    """Whether the profile has a number for one of *purposes*; practice has them all."""
    profile = s.answers.profile
    return profile is None or any(getattr(profile.numbers, purpose) for purpose in purposes)


def after_keypad(s: Situation) -> ScreenId:
    """Show both rows when there are any."""
    return holding(s) if s.known.digits is None else "46r"


def has_fault(s: Situation) -> bool:
    """Whether there is something to mend."""
    return s.known.diagnosis.primary not in (None, "no_fault_found")


def after_finding(s: Situation) -> ScreenId:
    """Check again after what a person here can mend; what only support can mend, or nothing, leads to the code."""
    finding = current_finding(s.known, s.answers)
    if finding is None or not has_fault(s):
        return "63"
    if finding.details.get("box") == "carrier":
        return "63"
    return "63" if entries("findings")[finding.id].get("next") in _FOR_SUPPORT else "55"


_FOR_SUPPORT: Final = frozenset({"71", "92", "support"})
"""Values of ``next`` in the finding's words that nobody at this computer can act on."""


def after_fixed(s: Situation) -> ScreenId:
    """After a change at the router, what else helps; without one there is nothing to round off."""
    return "63" if s.answers.walk is None else "61b"


def after_check(s: Situation) -> ScreenId:
    """Fixed means: this run found no fault. One with something changed is shown beside the first."""
    if s.answers.way:
        return "56r"
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
