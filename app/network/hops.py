"""Who stands on the way: packets that die after so many routers, and the ICMP errors that tell where (RFC 792).

Linux shows such errors to an ordinary program's UDP socket. Elsewhere this is not told: no hop is named, and that says
nothing about the way.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import NetworkHop
from app.network.icmp_queue import IcmpError
from app.network.udp import open_udp

MOST_HOPS: Final = 6
"""Home routers, a carrier's translation and its first routers are within six."""
TRIES_S: Final = (0.4, 0.6)
_EXPIRED: Final = {(11, 0), (3, 0)}
"""Time exceeded in transit: ICMP and ICMPv6."""


def is_supported() -> bool:
    """Whether this system tells an ordinary program."""
    return sys.platform.startswith("linux")


@dataclass(slots=True)
class HopMeasurement:
    """One packet, *data*, that lives for *ttl* routers on its way to *towards*, sent twice at most."""

    towards: Endpoint
    ttl: int
    data: bytes
    _fact: NetworkHop | None = None

    def facts(self) -> tuple[NetworkHop, ...]:
        """Who answered."""
        return () if self._fact is None else (self._fact,)

    async def run(self) -> None:
        """Send and listen."""
        clock = asyncio.get_running_loop().time
        async with await open_udp(towards=self.towards) as sock:
            sock.set_ttl(self.ttl)
            for wait_s in TRIES_S:
                start = clock()
                if sock.send(self.data, self.towards):
                    self._fact = NetworkHop(str(self.towards), self.ttl, None, "failed", None)
                    return
                event = await sock.next_event(wait_s)
                if event is not None:
                    self._note(event, round((clock() - start) * 1000, 2))
                    return
        self._fact = NetworkHop(str(self.towards), self.ttl, None, "silent", None)

    def _note(self, event: object, rtt_ms: float) -> None:
        towards = str(self.towards)
        if isinstance(event, IcmpError) and (event.type, event.code) in _EXPIRED:
            self._fact = NetworkHop(towards, self.ttl, event.reporter, "passed", rtt_ms)
        else:
            self._fact = NetworkHop(towards, self.ttl, self.towards.host, "reached", rtt_ms)
