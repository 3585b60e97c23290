"""``via_port``: name another port of ours in Via, and see at which of the two the reply arrives.

A server that honours ``rport`` answers to the source (RFC 3581). Behind a NAT nothing but a device that reads Via
delivers to the never used port Y: the Linux helper with certain phones in mind, or a proxy in the router that sends
answers where Via points (science facts 0.5 and 2.2 B4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.network.udp import open_udp
from app.probes.alg.attempt import Attempt
from app.probes.alg.brief_call import ask_or_call
from app.probes.alg.channel import UdpChannel
from app.probes.alg.paths import Path
from app.probes.alg.udp_attempt import SENDS_WHEN_KNOWN
from app.probes.alg.via_canary import Asked, with_place

SIGNAL: Final = "via_port"


@dataclass(slots=True)
class ViaPortExchange:
    """One request over UDP whose Via and Contact name the second of two sockets.

    What else is asked depends on where it is answered: *at_source* looks further, *astray* compares.
    """

    attempt: Attempt
    at_source: ViaPortExchange | None = None
    astray: ViaPortExchange | None = None

    @classmethod
    def on(cls, path: Path, server: Endpoint, asked: Asked) -> ViaPortExchange:
        """Plan the request *asked* for *path*, whose server is already known."""
        method, build = asked
        return cls(Attempt(SIGNAL, path, method, build, remote=server))

    @property
    def requests(self) -> int:
        """Its own, and those of what follows."""
        return 1 + max((one.requests for one in (self.at_source, self.astray) if one is not None), default=0)

    def facts(self) -> Sequence[Fact]:
        """The exchange and those that followed; ``arrived_at`` of the replies tells the port."""
        later = [one for one in (self.at_source, self.astray) if one is not None and one.attempt.attempts]
        return (self.attempt.fact(), *(fact for one in later for fact in one.facts()))

    async def run(self) -> None:
        """Ask from one socket and listen on both."""
        server = self.attempt.remote
        assert server is not None
        async with await open_udp(towards=server) as sock, await open_udp(towards=server) as other:
            self.attempt.build = with_place(self.attempt.build, other.local)
            await ask_or_call(UdpChannel(sock, other, SENDS_WHEN_KNOWN), self.attempt, server)
        if self.attempt.replies:
            straight = all(reply.arrived_at == self.attempt.local for reply in self.attempt.replies)
            following = self.at_source if straight else self.astray
            if following is not None:
                await following.run()
