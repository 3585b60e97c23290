"""``ttl_quote``: let a request die on its way, and read it in the ICMP error of the router where it died.

Linux hands the quote to an unprivileged socket; it shows the text as the boxes before that router had left it, and so
names the hop that changed it (science facts 0.4 and 2.2 B5). What dies on the way never reaches the provider.
It proves, but never clears: many routers quote little or nothing.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote
from app.model.profile import Account
from app.network.icmp_queue import IcmpError
from app.network.udp import UdpSocket, open_udp
from app.probes.alg.paths import Path
from app.probes.alg.requests import options

SIGNAL: Final = "ttl_quote"
HOPS: Final = (1, 2, 3, 4, 5)
"""A home router, a second one, and a carrier's translation are within five."""
SEND_AT_S: Final = (0.0, 0.4)
GIVE_UP_S: Final = 0.9
LONGEST_QUOTE: Final = 2048
_UNREACHABLE_OR_EXPIRED: Final = {3, 11}


def is_supported() -> bool:
    """Whether this system shows the quote to an ordinary program; macOS is untested, Windows needs an administrator."""
    return sys.platform.startswith("linux")


@dataclass(slots=True)
class TtlQuote:
    """One OPTIONS with a short life. ``facts`` may be asked for at any moment."""

    account: Account
    path: Path
    server: Endpoint
    ttl: int
    _local: str = ""
    _sent: bytes = b""
    _quoted: bytes | None = None
    _reporter: str | None = None
    _outcome: Literal["quoted", "reached", "silent", "failed"] = "silent"

    def facts(self) -> Sequence[Fact]:
        """What one hop quoted, if it did."""
        quoted = None if self._quoted is None else self._quoted[:LONGEST_QUOTE].decode("latin-1")
        return (
            IcmpQuote(
                signal=SIGNAL,
                role=self.path.role,
                path=f"{self.path.transport}:{self.server.port}",
                ttl=self.ttl,
                local=self._local,
                remote=str(self.server),
                sent=self._sent.decode("latin-1"),
                quoted=quoted,
                reporter=self._reporter,
                outcome=self._outcome,
            ),
        )

    async def run(self) -> None:
        """Send twice at most, and wait less than a second."""
        clock = asyncio.get_running_loop().time
        async with await open_udp(towards=self.server) as sock:
            sock.set_ttl(self.ttl)
            self._local = str(sock.local)
            self._sent = options(self.account)(sock.local, "udp")
            start = clock()
            for due in (*SEND_AT_S[1:], GIVE_UP_S):
                if sock.send(self._sent, self.server):
                    self._outcome = "failed"
                    return
                if await self._listen(sock, start + due):
                    return

    async def _listen(self, sock: UdpSocket, until: float) -> bool:
        clock = asyncio.get_running_loop().time
        while (left := until - clock()) > 0:
            event = await sock.next_event(left)
            if isinstance(event, IcmpError):
                if event.type in _UNREACHABLE_OR_EXPIRED:
                    self._outcome, self._quoted, self._reporter = "quoted", event.quoted, event.reporter
                    return True
            elif event is not None and event.source.host == self.server.host:
                self._outcome = "reached"
                return True
        return False
