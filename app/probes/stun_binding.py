"""One Binding request (RFC 8489) from a fresh port: as whom does a server on the Internet see us?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, Outcome, StunBinding
from app.network.icmp_queue import IcmpError
from app.network.resolve import resolve
from app.network.udp import UdpSocket, open_udp
from app.protocols.stun import binding_request, parse_binding, transaction_of

SEND_AT_S: Final = (0.0, 0.5, 1.5)
GIVE_UP_S: Final = 3.0
"""RFC 8489 section 6.2.1 begins at 500 ms and doubles; three tries are enough to tell loss from silence."""


@dataclass(slots=True)
class StunMeasurement:
    """Asks one server; ``facts`` may be asked for at any moment."""

    server: Endpoint
    _request: bytes = field(default_factory=binding_request)  # loads the codec before any clock runs
    _local: str = ""
    _mapped: str | None = None
    _outcome: Outcome = "silent"
    _rtt_ms: float | None = None
    _lookups: list[Fact] = field(default_factory=list)

    def facts(self) -> Sequence[Fact]:
        """The lookup of the server's name, if one was needed, and the binding."""
        binding = StunBinding(str(self.server), self._local, self._mapped, self._outcome, self._rtt_ms)
        return (*self._lookups, binding)

    async def run(self) -> None:
        """Look the server up and ask it."""
        found = await resolve(self.server.host, self.server.port, "udp")
        self._lookups.extend(found.lookups)
        if not found.endpoints:
            self._outcome = found.outcome
            return
        async with await open_udp(towards=found.endpoints[0]) as sock:
            self._local = str(sock.local)
            await self._ask(sock, found.endpoints[0])

    async def _ask(self, sock: UdpSocket, server: Endpoint) -> None:
        clock = asyncio.get_running_loop().time
        start = clock()
        for number, due in enumerate((*SEND_AT_S[1:], GIVE_UP_S)):
            sent_at = clock()
            problem = sock.send(self._request, server)
            if problem and not number:
                self._outcome = problem
                return
            if await self._listen(sock, start + due):
                self._rtt_ms = round((clock() - sent_at) * 1000, 2) if self._mapped and not number else None
                return

    async def _listen(self, sock: UdpSocket, until: float) -> bool:
        clock = asyncio.get_running_loop().time
        while (left := until - clock()) > 0:
            event = await sock.next_event(left)
            if isinstance(event, IcmpError):
                if event.meaning:
                    self._outcome = event.meaning
                    return True
            elif event is not None:
                answer = parse_binding(event.data)
                ours = answer is not None and answer.transaction_id == transaction_of(self._request)
                if answer is not None and ours and answer.mapped is not None:
                    self._mapped, self._outcome = str(answer.mapped), "answered"
                    return True
        return False
