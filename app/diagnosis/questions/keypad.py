"""``keypad``: whether the far end heard exactly the keys that were pressed; phones press them by RFC 4733 events."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any, Final, Literal

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.questions.calls import newest_calls
from app.diagnosis.reasons import Reason
from app.diagnosis.sound.places import TAKES_NONE, holds
from app.model.diagnosis import Verdict
from app.model.facts import KeypadDigits, KeyPress, KeysHeard
from app.model.json import JsonValue

Damage = Literal["lost", "doubled", "changed"]
REASONS: Final[dict[Damage, Reason]] = {
    "lost": "digits_lost",
    "doubled": "digits_doubled",
    "changed": "digits_changed",
}
PURPOSE: Final = "keypad"
"""Of the call in which keys are pressed; in all others the far end rightly heard none."""
PRESSED_MS: Final = 100
"""How long each key is held down."""
SHORTEST_MS: Final = 40
"""A receiver need not take a shorter tone (ITU-T Q.24)."""
OTHER_CLOCK: Final = 1.8
"""A clock of 16 kHz doubles every length, one of 48 kHz makes it six times as long."""
ENOUGH_PRESSES: Final = 3


def judge(evidence: Evidence) -> Verdict | None:
    """The usual way counts: events, pressed at the begin of the call. Without them, one other way is enough."""
    tried = evidence.all(KeypadDigits)
    told = [seen for seen in tried if seen.fact.sent and seen.fact.heard is not None]
    calls = newest_calls(evidence, PURPOSE)
    if calls and holds(calls[0], *TAKES_NONE):
        return cannot_tell("keypad", "far_end_on_hold", calls[0].because())
    if not told:
        return _nothing_told(tried) or _no_call(evidence) or not_run("keypad", evidence)
    newest = {(seen.fact.method, seen.fact.phase): seen for seen in told}
    pressed = evidence.last(KeysHeard, lambda fact: fact.purpose == PURPOSE)
    usual = newest.get(("rfc4733", "plain"))
    if usual is None:
        return _another_way(list(newest.values()), tried)
    works: list[str] = sorted(
        {one.fact.method for one in newest.values() if one.fact.heard == one.fact.sent} - {"rfc4733"}
    )
    if usual.fact.heard == usual.fact.sent:
        return _late_or_crooked(usual, newest.get(("rfc4733", "after_hold")), pressed, works)
    return _damaged(usual, pressed, works)


def _nothing_told(tried: tuple[Seen[KeypadDigits], ...]) -> Verdict | None:
    if not tried:
        return None
    agreed = any(seen.fact.negotiated for seen in tried)
    return cannot_tell("keypad", "far_end_did_not_tell" if agreed else "keys_not_agreed", tried)


def _no_call(evidence: Evidence) -> Verdict | None:
    calls = newest_calls(evidence, PURPOSE)
    return cannot_tell("keypad", "call_not_answered", calls[0].because()) if calls else None


def _another_way(told: list[Seen[KeypadDigits]], tried: tuple[Seen[KeypadDigits], ...]) -> Verdict:
    works = [seen for seen in told if seen.fact.heard == seen.fact.sent]
    if not works:
        return cannot_tell("keypad", "keys_not_agreed", tried)
    return answer("keypad", "yes", "digits_heard", works, digits=works[0].fact.sent, method=works[0].fact.method)


def _late_or_crooked(
    usual: Seen[KeypadDigits], later: Seen[KeypadDigits] | None, pressed: Seen[KeysHeard] | None, works: list[str]
) -> Verdict:
    """All keys were heard; they may still be of another length, or be lost once the call was held."""
    if later is not None and later.fact.heard != later.fact.sent:
        return _no("digits_lost_after_hold", later, pressed, works)
    for reason, is_so in _CROOKED:
        if pressed is not None and is_so(_events(pressed)):
            return _no(reason, usual, pressed, works, "likely", duration_ms=_usual_ms(_events(pressed)))
    because: list[Seen[Any]] = [usual, *([later] if later else []), *([pressed] if pressed else [])]
    return answer("keypad", "yes", "digits_heard", because, digits=usual.fact.sent, method="rfc4733")


def _damaged(usual: Seen[KeypadDigits], pressed: Seen[KeysHeard] | None, works: list[str]) -> Verdict:
    heard = usual.fact.heard or ""
    if not heard and pressed is not None and pressed.fact.strange:
        return _no("digits_wrong_payload", usual, pressed, works, payload=pressed.fact.strange_payload)
    more = len(heard) > len(usual.fact.sent)  # tones of a key pressed twice may run into one, so they need not fit
    if more and pressed is not None and _by_two_ways(usual.fact.sent, pressed.fact.presses):
        return _no("digits_by_two_ways", usual, pressed, works)
    kind = damage(usual.fact.sent, heard)
    if kind == "lost" and pressed is not None and _are_short(_events(pressed)):
        return _no("digits_too_short", usual, pressed, works, duration_ms=_usual_ms(_events(pressed)))
    return _no(REASONS[kind], usual, pressed, works)


def _no(
    reason: Reason,
    seen: Seen[KeypadDigits],
    pressed: Seen[KeysHeard] | None,
    works: list[str],
    confidence: Literal["certain", "likely"] = "certain",
    **details: JsonValue,
) -> Verdict:
    fact = seen.fact
    because: list[Seen[Any]] = [seen, *([pressed] if pressed else [])]
    figures: dict[str, JsonValue] = {
        "sent": fact.sent,
        "heard": (fact.heard or "")[:64],
        "method": fact.method,
        "negotiated": fact.negotiated,
        "works": [*works] or None,
    }
    return answer("keypad", "no", reason, because, confidence, **figures, **details)


def _events(pressed: Seen[KeysHeard]) -> list[KeyPress]:
    return [press for press in pressed.fact.presses if press.method == "rfc4733" and press.duration_ms is not None]


def _usual_ms(events: list[KeyPress]) -> float | None:
    return round(median(event.duration_ms or 0 for event in events)) if events else None


def _are_short(events: list[KeyPress]) -> bool:
    return len(events) >= ENOUGH_PRESSES and (_usual_ms(events) or 0) < SHORTEST_MS


def _is_other_clock(events: list[KeyPress]) -> bool:
    """Every press is longer than it was by the same large factor: a stretched key is one, all of them are a clock."""
    lengths = [event.duration_ms or 0 for event in events if event.ended]
    return len(lengths) >= ENOUGH_PRESSES and min(lengths) >= OTHER_CLOCK * PRESSED_MS


_CROOKED: Final[tuple[tuple[Reason, Callable[[list[KeyPress]], bool]], ...]] = (
    ("digits_too_short", _are_short),
    ("digits_wrong_clock", _is_other_clock),
)


def _by_two_ways(sent: str, presses: tuple[KeyPress, ...]) -> bool:
    """The events alone are what was sent, and the keys beyond them came by INFO or as tones."""
    events = "".join(press.digit for press in presses if press.method == "rfc4733" and press.digit in sent)
    others = [press for press in presses if press.method != "rfc4733" and press.digit in sent]
    return events == sent and bool(others)


def damage(sent: str, heard: str) -> Damage:
    """What happened to digits on the way: some repeated and none missing, some missing and none foreign, or else."""
    if len(heard) > len(sent) and _collapsed(heard) == _collapsed(sent):
        return "doubled"
    return "lost" if _is_part_of(heard, sent) else "changed"


def _collapsed(digits: str) -> str:
    """Runs of the same digit become one."""
    return "".join(digit for index, digit in enumerate(digits) if index == 0 or digits[index - 1] != digit)


def _is_part_of(part: str, whole: str) -> bool:
    """Whether *part* can be made from *whole* by leaving digits out."""
    rest = iter(whole)
    return len(part) < len(whole) and all(digit in rest for digit in part)
