"""The course of signing in, read from its ladder: which challenges came, and from where the server saw us."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.model.facts import SignInCourse, SignInStep
from app.protocols.digest import Challenge
from app.protocols.sip import SipMessage
from app.protocols.sip_uri import parse_number
from app.softphone.ladder import LadderEntry

MOST_STEPS: Final = 20
_CREDENTIALS: Final = ("authorization", "proxy-authorization")
_CHALLENGES: Final = {401: "www-authenticate", 407: "proxy-authenticate"}
_SECONDS: Final = re.compile(r"\s*(\d{1,9})")


def sign_in_course(server: str, ladder: Sequence[LadderEntry]) -> SignInCourse | None:
    """``None`` when nothing final came back."""
    steps: list[SignInStep] = []
    answered, nonces = False, set[str]()
    last: SipMessage | None = None
    for entry in ladder:
        message = entry.message
        if not entry.inbound and message.method == "REGISTER":
            answered = any(message.get(name) for name in _CREDENTIALS)
        elif entry.inbound and entry.cseq_method == "REGISTER" and (message.status or 0) >= 200:
            steps.append(_step(message, answered, nonces))
            last = message
    if last is None:
        return None
    return SignInCourse(
        server,
        tuple(steps[:MOST_STEPS]),
        parse_number(last.get("min-expires")),
        _seconds(last.get("retry-after")),
        (last.get("reason") or last.get("warning") or "")[:200],
    )


def _step(message: SipMessage, answered: bool, nonces: set[str]) -> SignInStep:
    status = message.status or 0
    found = [Challenge.parse(value) for value in message.all(_CHALLENGES[status])] if status in _CHALLENGES else []
    challenge = next((one for one in found if one is not None), None)
    new = None if challenge is None else challenge.nonce not in nonces
    if challenge is not None:
        nonces.add(challenge.nonce)
    return SignInStep(status, answered, challenge.stale if challenge else None, new, _seen_from(message))


def _seen_from(message: SipMessage) -> str | None:
    via = message.top_via
    if via is None or (via.rport is None and via.received is None):
        return None
    return f"{via.received or via.host}:{via.rport}" if via.rport else via.received


def _seconds(text: str | None) -> int | None:
    found = _SECONDS.match(text or "")
    return int(found[1]) if found else None
