"""The course of a held call, read from its ladder: what was repeated, confirmed and refreshed, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, cast, get_type_hints

from app.model.facts import CallCourse, CallStep
from app.protocols.sip import SipMessage
from app.softphone.ladder import LadderEntry

Method = Literal["INVITE", "ACK", "PRACK", "UPDATE", "INFO", "MESSAGE", "OPTIONS", "BYE", "CANCEL", "other"]
METHODS: Final = frozenset(get_type_hints(CallStep)["method"].__args__)
FIRST_KEPT: Final = 150
LAST_KEPT: Final = 50
_SESSION: Final = re.compile(r"\s*(\d{1,9})\b(?:.*?;\s*refresher\s*=\s*(uac|uas)\b)?", re.IGNORECASE | re.DOTALL)
_RENEWING: Final = ("INVITE", "UPDATE")


def course_of(ladder: Sequence[LadderEntry], purpose: str, planned_s: float, pace: float) -> CallCourse | None:
    """The course of the call that we made; ``None`` when it was never answered."""
    zero = next((entry.at for entry in ladder if entry.inbound and _accepts(entry, "INVITE")), None)
    if zero is None:
        return None
    steps = [_step(entry, zero) for entry in ladder if entry.at >= zero]
    if len(steps) > FIRST_KEPT + LAST_KEPT:
        steps = steps[:FIRST_KEPT] + steps[-LAST_KEPT:]
    seconds, refresher = _session(ladder)
    return CallCourse(purpose, "outbound", planned_s, tuple(steps), seconds, refresher, pace)


def _step(entry: LadderEntry, zero: float) -> CallStep:
    cseq = entry.message.cseq
    name = entry.cseq_method
    method = cast(Method, name if name in METHODS else "other")
    return CallStep(
        round(entry.at - zero, 3), entry.fact.direction, method, entry.message.status, cseq[0] if cseq else 0
    )


def _accepts(entry: LadderEntry, *methods: str) -> bool:
    return (entry.message.status or 0) // 100 == 2 and entry.cseq_method in methods


def _session(ladder: Sequence[LadderEntry]) -> tuple[int | None, Literal["us", "far_end"] | None]:
    """What the last 2xx agreed on (RFC 4028 section 7.2): seconds, and who refreshes; nothing in it ends the timer."""
    for entry in reversed(ladder):
        if _accepts(entry, *_RENEWING):
            return _agreed(entry.message, we_asked=entry.inbound)
    return None, None


def _agreed(answer: SipMessage, *, we_asked: bool) -> tuple[int | None, Literal["us", "far_end"] | None]:
    found = _SESSION.match(answer.get("session-expires") or "")
    if found is None:
        return None, None
    if found[2] is None:
        return int(found[1]), None
    ours = (found[2].lower() == "uac") == we_asked
    return int(found[1]), "us" if ours else "far_end"
