"""Requests of a small phone: repeated until something comes back, and asked again with credentials when challenged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from app.model.profile import Account
from app.model.secret import Secret
from app.protocols.digest import Challenge, authorization, strongest
from app.protocols.sip import SipMessage
from app.protocols.sip_build import ExtraHeaders

REPEAT_AFTER_S: Final = (0.5, 1.0, 2.0, 4.0)
"""Intervals of timer A and E with T1 = 500 ms (RFC 3261 section 17.1)."""
GIVE_UP_S: Final = 8.0
RINGING_S: Final = 20.0
MOST_ANSWERS: Final = 32
CHALLENGED: Final = {401: ("www-authenticate", "Authorization"), 407: ("proxy-authenticate", "Proxy-Authorization")}


@dataclass(slots=True)
class Asked:
    """One request under way."""

    branch: str
    method: str
    data: bytes
    answers: asyncio.Queue[SipMessage] = field(default_factory=lambda: asyncio.Queue(MOST_ANSWERS))


class Requests:
    """All requests of one phone, by branch and method (RFC 3261 section 17.1.3)."""

    def __init__(self, send: Callable[[bytes], object], hurry: float = 1.0) -> None:
        self._send, self._hurry = send, hurry
        self._open: dict[tuple[str, str], Asked] = {}

    def take(self, answer: SipMessage) -> None:
        """Hand an answer to its request; others are passed over."""
        via, cseq = answer.top_via, answer.cseq
        asked = self._open.get((via.branch, cseq[1])) if via is not None and cseq is not None else None
        if asked is not None:
            with suppress(asyncio.QueueFull):
                asked.answers.put_nowait(answer)

    async def final_answer(
        self, branch: str, method: str, data: bytes, give_up_s: float = GIVE_UP_S
    ) -> SipMessage | None:
        """The final answer, or ``None`` when none came in time."""
        asked = Asked(branch, method, data)
        self._open[branch, method] = asked
        try:
            return await self._answered(asked, give_up_s)
        finally:
            del self._open[branch, method]

    async def _answered(self, asked: Asked, give_up_s: float) -> SipMessage | None:
        clock = asyncio.get_running_loop().time
        until = clock() + give_up_s / self._hurry
        waits = iter(REPEAT_AFTER_S)
        self._send(asked.data)
        repeat_at = clock() + next(waits)
        while (now := clock()) < until:
            answer = await _within(asked.answers, min(until, repeat_at) - now)
            if answer is not None and (answer.status or 0) >= 200:
                return answer
            if answer is not None:
                repeat_at = until = clock() + RINGING_S / self._hurry  # the far end has it
            elif clock() >= repeat_at and clock() < until:
                self._send(asked.data)
                repeat_at = clock() + next(waits, GIVE_UP_S)
        return None


async def _within(answers: asyncio.Queue[SipMessage], seconds: float) -> SipMessage | None:
    with suppress(TimeoutError):
        async with asyncio.timeout(max(seconds, 0.0)):
            return await answers.get()
    return None


@dataclass(slots=True)
class Credentials:
    """Answers to challenges. ``stale`` counts nonces that the server called too old (RFC 7616 section 3.3)."""

    account: Account
    stale: int = 0
    challenges: int = 0
    _challenge: Challenge | None = None
    _header: str = ""
    _uses: int = 0

    def learn(self, answer: SipMessage) -> bool:
        """Take a challenge in; whether asking again with it can help."""
        names = CHALLENGED.get(answer.status or 0)
        found = [Challenge.parse(value) for value in answer.all(names[0])] if names else []
        challenge = strongest(one for one in found if one is not None)
        if challenge is None or names is None:
            return False
        self.challenges += 1
        self.stale += challenge.stale
        refused = self._challenge is not None and self._uses > 0 and not challenge.stale
        same_nonce = self._challenge is not None and self._challenge.nonce == challenge.nonce
        self._challenge, self._header, self._uses = challenge, names[1], 0
        return not (refused and same_nonce)

    def headers(self, method: str, uri: str) -> ExtraHeaders:
        """What to add to a request; nothing before the first challenge."""
        if self._challenge is None:
            return ()
        self._uses += 1
        value = authorization(
            self._challenge,
            method=method,
            uri=uri,
            username=self.account.auth_username or self.account.username,
            secret=self.account.password or Secret(""),
            nonce_count=self._uses,
        )
        return ((self._header, value),)
