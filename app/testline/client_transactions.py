"""Client transactions (RFC 3261 section 17.1): our own requests inside a call, and the INVITE of a call-back."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

from app.protocols.sip import SipMessage
from app.testline.channel import Channel
from app.testline.config import Timers

MOST_ANSWERS: Final = 32
Key = tuple[str, str]


class ClientTransaction:
    """One request under way; leave it (``async with``) to forget it."""

    def __init__(self, owner: ClientTransactions, key: Key, data: bytes, channel: Channel, timers: Timers) -> None:
        self._owner, self._key, self._data, self._channel = owner, key, data, channel
        self._timers = timers
        self.answers: asyncio.Queue[SipMessage] = asyncio.Queue(MOST_ANSWERS)
        self._repeat: asyncio.TimerHandle | None = None
        self._interval = timers.t1

    async def __aenter__(self) -> ClientTransaction:
        self._owner.known[self._key] = self
        self._channel.send(self._data)
        self._plan()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop_repeating()
        self._owner.known.pop(self._key, None)

    async def answer(self, timeout: float) -> SipMessage | None:
        """The next answer, or ``None`` when none came within *timeout* seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                return await self.answers.get()
        return None

    def receive(self, answer: SipMessage) -> None:
        """Take an answer from the network."""
        if self._is_invite or (answer.status or 0) >= 200:
            self.stop_repeating()
        with contextlib.suppress(asyncio.QueueFull):
            self.answers.put_nowait(answer)

    def stop_repeating(self) -> None:
        """The far end has it."""
        if self._repeat is not None:
            self._repeat.cancel()
            self._repeat = None

    @property
    def _is_invite(self) -> bool:
        return self._key[1] == "INVITE"

    def _plan(self) -> None:
        if not self._channel.reliable:
            self._repeat = asyncio.get_running_loop().call_later(self._interval, self._again)

    def _again(self) -> None:
        self._channel.send(self._data)
        ceiling = float("inf") if self._is_invite else self._timers.t2
        self._interval = min(2 * self._interval, ceiling)
        self._plan()


class ClientTransactions:
    """Finds the request that a response answers, by branch and method (section 17.1.3)."""

    def __init__(self, timers: Timers) -> None:
        self.timers = timers
        self.known: dict[Key, ClientTransaction] = {}

    def begin(
        self, branch: str, method: str, data: bytes, channel: Channel, timers: Timers | None = None
    ) -> ClientTransaction:
        """Prepare a request with its *branch*; entering it sends. *timers* are the usual ones unless given."""
        return ClientTransaction(self, (branch, method), data, channel, timers or self.timers)

    async def final_answer(
        self, branch: str, method: str, data: bytes, channel: Channel, timers: Timers | None = None
    ) -> SipMessage | None:
        """Send a request that is no INVITE and wait for its final answer, at most 64 times T1."""
        limit_s = (timers or self.timers).give_up
        with contextlib.suppress(TimeoutError):
            async with self.begin(branch, method, data, channel, timers) as request, asyncio.timeout(limit_s):
                while True:
                    answer = await request.answers.get()
                    if answer.status is not None and answer.status >= 200:
                        return answer
        return None

    def receive(self, response: SipMessage) -> None:
        """Hand a response to its request; one that answers nothing is dropped."""
        via, cseq = response.top_via, response.cseq
        request = self.known.get((via.branch, cseq[1])) if via is not None and cseq is not None else None
        if request is not None:
            request.receive(response)
