"""Server transactions (RFC 3261 section 17.2, RFC 6026): repeat answers until they are acknowledged, absorb repeats."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from app.protocols.sip import SipMessage
from app.protocols.sip_build import MAGIC_COOKIE
from app.testline.channel import Channel
from app.testline.config import Timers

MOST: Final = 2000
"""Transactions kept at once; a request beyond them is not answered."""
Key = tuple[str, ...]


def transaction_key(request: SipMessage, method: str | None = None) -> Key:
    """What makes two requests the same (section 17.2.3); ACK and CANCEL are looked up as their INVITE."""
    method = method or request.method
    via, cseq = request.top_via, request.cseq
    if via is not None and via.branch.startswith(MAGIC_COOKIE):
        return (via.branch, via.host.lower(), str(via.port), method)
    sender = request.from_
    number = str(cseq[0]) if cseq else ""
    return (request.call_id, number, (sender.tag or "") if sender else "", request.request_uri, method)


class ServerTransaction:
    """One request that is being answered; ``cancelled`` is called when a CANCEL comes in time."""

    def __init__(self, request: SipMessage, channel: Channel, timers: Timers, ended: Callable[[], None]) -> None:
        self.request, self.channel = request, channel
        self.status: int | None = None
        self.cancelled: Callable[[], object] | None = None
        self.unacknowledged: Callable[[], object] | None = None
        self._timers, self._ended = timers, ended
        self._last = b""
        self._interval = timers.t1
        self._repeat: asyncio.TimerHandle | None = None
        self._limit: asyncio.TimerHandle | None = None
        self._open = True

    @property
    def is_invite(self) -> bool:
        """Whether the answers need an ACK."""
        return self.request.method == "INVITE"

    @property
    def answered(self) -> bool:
        """Whether a final answer was given."""
        return self.status is not None and self.status >= 200

    def keep_time(self, timers: Timers) -> None:
        """Repeat the final answer by these *timers*."""
        self._timers, self._interval = timers, timers.t1

    def respond(self, status: int, data: bytes) -> None:
        """Send an answer; the second final one is ignored."""
        if self.answered or not self._open:
            return
        self.status, self._last = status, data
        self._send()
        if status < 200:
            return
        loop = asyncio.get_running_loop()
        if self.is_invite:
            self._limit = loop.call_later(self._timers.give_up, self._not_acknowledged)
            if status < 300 or not self.channel.reliable:
                self._repeat = loop.call_later(self._interval, self._again)
        else:
            self._limit = loop.call_later(0 if self.channel.reliable else self._timers.give_up, self.end)

    def repeated(self) -> None:
        """The request came once more."""
        if self._last:
            self._send()

    def acknowledged(self) -> None:
        """The ACK came: stop repeating, and absorb further ones for T4."""
        self._stop_timers()
        wait = 0 if self.channel.reliable else self._timers.t4
        self._limit = asyncio.get_running_loop().call_later(wait, self.end)

    def end(self) -> None:
        """Forget the transaction."""
        self._stop_timers()
        if self._open:
            self._open = False
            self._ended()

    def _send(self) -> None:
        self.channel.answer(self.request, self._last)

    def _again(self) -> None:
        self._interval = min(2 * self._interval, self._timers.t2)
        self._repeat = asyncio.get_running_loop().call_later(self._interval, self._again)
        self._send()

    def _not_acknowledged(self) -> None:
        self.end()
        if self.unacknowledged is not None:
            self.unacknowledged()

    def _stop_timers(self) -> None:
        for timer in (self._repeat, self._limit):
            if timer is not None:
                timer.cancel()
        self._repeat = self._limit = None


class ServerTransactions:
    """All transactions of a test line, by key."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._known: dict[Key, ServerTransaction] = {}

    def absorb(self, request: SipMessage) -> bool:
        """Whether *request* belongs to a transaction that already deals with it."""
        if request.method == "ACK":
            return self._acknowledge(request)
        known = self._known.get(transaction_key(request))
        if known is not None:
            known.repeated()
        return known is not None

    def open(self, request: SipMessage, channel: Channel) -> ServerTransaction | None:
        """Begin a transaction; ``None`` when there are too many already."""
        if len(self._known) >= MOST:
            return None
        key = transaction_key(request)
        transaction = ServerTransaction(request, channel, self._timers, lambda: self._forget(key))
        self._known[key] = transaction
        return transaction

    def invite_of(self, request: SipMessage) -> ServerTransaction | None:
        """The INVITE that a CANCEL or ACK means."""
        return self._known.get(transaction_key(request, "INVITE"))

    def close(self) -> None:
        """End all."""
        for transaction in list(self._known.values()):
            transaction.end()

    def _acknowledge(self, request: SipMessage) -> bool:
        invite = self.invite_of(request)
        if invite is None or invite.status is None or invite.status < 300:
            return False  # the ACK of a 2xx belongs to its call
        invite.acknowledged()
        return True

    def _forget(self, key: Key) -> None:
        self._known.pop(key, None)
