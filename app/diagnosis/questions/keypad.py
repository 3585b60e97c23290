"""``keypad``: whether the far end heard exactly the digits that were sent (RFC 4733 unless the fact says otherwise)."""

from __future__ import annotations

from typing import Final, Literal

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.questions.calls import newest_calls
from app.diagnosis.reasons import Reason
from app.model.diagnosis import Verdict
from app.model.facts import KeypadDigits

Damage = Literal["lost", "doubled", "changed"]
REASONS: Final[dict[Damage, Reason]] = {
    "lost": "digits_lost",
    "doubled": "digits_doubled",
    "changed": "digits_changed",
}


def judge(evidence: Evidence) -> Verdict | None:
    """One way that works is enough: phone menus need just one."""
    tried = evidence.all(KeypadDigits)
    told = [seen for seen in tried if seen.fact.sent and seen.fact.heard is not None]
    if not told:
        return _nothing_told(tried) or _no_call(evidence) or not_run("keypad", evidence)
    newest = {seen.fact.method: seen for seen in told}
    works = [seen for seen in newest.values() if seen.fact.heard == seen.fact.sent]
    if works:
        return answer("keypad", "yes", "digits_heard", works, digits=works[0].fact.sent, method=works[0].fact.method)
    return _damaged(list(newest.values())[-1])


def _nothing_told(tried: tuple[Seen[KeypadDigits], ...]) -> Verdict | None:
    if not tried:
        return None
    agreed = any(seen.fact.negotiated for seen in tried)
    return cannot_tell("keypad", "far_end_did_not_tell" if agreed else "keys_not_agreed", tried)


def _no_call(evidence: Evidence) -> Verdict | None:
    calls = newest_calls(evidence, "keypad")
    return cannot_tell("keypad", "call_not_answered", calls[0].because()) if calls else None


def _damaged(seen: Seen[KeypadDigits]) -> Verdict:
    fact = seen.fact
    heard = fact.heard or ""
    return answer(
        "keypad",
        "no",
        REASONS[damage(fact.sent, heard)],
        [seen],
        sent=fact.sent,
        heard=heard[:64],
        method=fact.method,
        negotiated=fact.negotiated,
    )


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
