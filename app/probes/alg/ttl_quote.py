"""``ttl_quote``: let a request die on its way, and read it in the ICMP error of the router where it died.

Linux hands the quote to an unprivileged socket; it shows the text as the boxes before that router had left it, and so
names the hop that changed it (science facts 0.4 and 2.2 B5). What dies on the way never reaches the provider, so an
INVITE with its description of sound can be shown to an ALG without calling anybody: it follows only where an OPTIONS
has just died, and is ended should it arrive nevertheless.
It proves, but never clears: many routers quote little or nothing.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Literal

from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote
from app.model.profile import Account
from app.network.icmp_queue import IcmpError
from app.network.udp import UdpEvent, UdpSocket, open_udp
from app.probes.alg.allowance import may_send_more, refund
from app.probes.alg.attempt import Attempt
from app.probes.alg.invite import end_call, fresh_media_port, invite
from app.probes.alg.listening import listen
from app.probes.alg.paths import Path
from app.probes.alg.requests import Builder, options

SIGNAL: Final = "ttl_quote"
HOPS: Final = (1, 2, 3, 4, 5)
"""A home router, a second one, and a carrier's translation are within five."""
FAR: Final = 3
"""No provider is nearer than that."""
SEND_AT_S: Final = (0.0, 0.4)
GIVE_UP_S: Final = 0.9
LONGEST_QUOTE: Final = 2048
_DIED: Final = {4: {3, 11}, 6: {1, 3}}
"""Unreachable and time exceeded, by ICMP and by ICMPv6 (RFC 792, RFC 4443)."""
USUAL_HOPS: Final = 64
_Outcome = Literal["quoted", "reached", "silent", "failed"]


def is_supported() -> bool:
    """Whether this system shows the quote to an ordinary program; macOS is untested, Windows needs an administrator."""
    return sys.platform.startswith("linux")


@dataclass(frozen=True, slots=True)
class NotHere:
    """Stands in the record where this system shows no quotes: that it was not measured, and why."""

    path: Path
    server: Endpoint

    def facts(self) -> Sequence[Fact]:
        """One record, of nothing sent."""
        way = f"{self.path.transport}:{self.server.port}"
        return (IcmpQuote(SIGNAL, self.path.role, way, 0, "", str(self.server), "", None, None, "unsupported"),)

    async def run(self) -> None:
        """There is nothing to do."""


@dataclass(slots=True)
class TtlQuote:
    """Requests with a short life. ``facts`` may be asked for at any moment; *called* is whom the INVITE would call."""

    account: Account
    path: Path
    server: Endpoint
    ttl: int
    called: str = ""
    _deaths: list[_Death] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """Those that live longer may arrive."""
        return int(self.ttl > FAR)

    def facts(self) -> Sequence[Fact]:
        """What one hop quoted of each request, if it did."""
        return tuple(death.fact() for death in self._deaths or [self._request("OPTIONS", options(self.account))])

    async def run(self) -> None:
        """An OPTIONS, and where it died an INVITE; waits less than a second for each."""
        if await self._die("OPTIONS", options(self.account)) == "quoted" and self.called:
            await self._die("INVITE", invite(self.account, self.called, fresh_media_port()))

    async def _die(self, method: str, build: Builder) -> _Outcome:
        death = self._request(method, build)
        self._deaths.append(death)
        await death.run()
        return death.outcome

    def _request(self, method: str, build: Builder) -> _Death:
        return _Death(Attempt(SIGNAL, self.path, method, build, self.server), self.server, self.ttl)


@dataclass(slots=True)
class _Death:
    """One request that lives for *ttl* hops."""

    attempt: Attempt
    server: Endpoint
    ttl: int
    outcome: _Outcome = "silent"
    quoted: bytes | None = None
    reporter: str | None = None

    def fact(self) -> IcmpQuote:
        """What became of it."""
        return IcmpQuote(
            signal=SIGNAL,
            role=self.attempt.path.role,
            path=f"{self.attempt.path.transport}:{self.server.port}",
            ttl=self.ttl,
            local=self.attempt.local,
            remote=str(self.server),
            sent=self.attempt.sent.decode("latin-1"),
            quoted=None if self.quoted is None else self.quoted[:LONGEST_QUOTE].decode("latin-1"),
            reporter=self.reporter,
            outcome=self.outcome,
        )

    async def run(self) -> None:
        """Send twice at most, each time from the same fresh port."""
        clock = asyncio.get_running_loop().time
        async with await open_udp(towards=self.server) as sock:
            sock.set_ttl(self.ttl)
            start = clock()
            data = self.attempt.begin(sock.local, start)
            for number, due in enumerate((*SEND_AT_S[1:], GIVE_UP_S)):
                if not number or may_send_more():
                    if sock.send(data, self.server):
                        self.outcome = "failed"
                        return
                    self.attempt.note_sent(clock())
                if await listen([sock], start + due, self._takes):
                    return

    def _takes(self, event: UdpEvent, sock: UdpSocket) -> bool:
        """A router's error ends it, and so does an answer from the server."""
        if isinstance(event, IcmpError):
            if event.type not in _DIED[6 if ":" in self.server.host else 4]:
                return False
            self.outcome, self.quoted, self.reporter = "quoted", event.quoted, event.reporter
            refund()
            return True
        if event.source.host != self.server.host:
            return False
        self.outcome = "reached"
        self._end(sock, event.data, event.source)
        return True

    def _end(self, sock: UdpSocket, data: bytes, source: Endpoint) -> None:
        """An INVITE that was answered must not leave anything open."""
        self.attempt.note_reply(data, source, sock.local, asyncio.get_running_loop().time())
        if self.attempt.method == "INVITE":
            sock.set_ttl(USUAL_HOPS)
            end_call(self.attempt, partial(sock.send, to=self.server))
