"""``via_port``: name another port of ours in Via, and see at which of the two the reply arrives.

A server that honours ``rport`` answers to the source (RFC 3581). Behind a NAT nothing but an ALG of the Linux kind
delivers to the never used port Y; science facts 0.5 and 2.2 B4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.names import Transport
from app.model.profile import Account
from app.network.udp import open_udp
from app.probes.alg.attempt import Attempt
from app.probes.alg.paths import Path
from app.probes.alg.requests import Builder, options
from app.probes.alg.udp_attempt import SENDS_WHEN_KNOWN, run_udp

SIGNAL: Final = "via_port"


@dataclass(slots=True)
class ViaPortExchange:
    """One OPTIONS whose Via and Contact name the second of two sockets."""

    account: Account
    attempt: Attempt

    @classmethod
    def on(cls, account: Account, path: Path, server: Endpoint) -> ViaPortExchange:
        """Plan it for *path*, whose server is already known."""
        return cls(account, Attempt(SIGNAL, path, "OPTIONS", options(account), remote=server))

    def facts(self) -> Sequence[Fact]:
        """The exchange; ``arrived_at`` of its replies tells the port."""
        return (self.attempt.fact(),)

    async def run(self) -> None:
        """Ask from one socket and listen on both."""
        server = self.attempt.remote
        assert server is not None
        async with await open_udp(towards=server) as other:
            self.attempt.build = with_via(options(self.account), other.local)
            await run_udp(self.attempt, server, also=other, sends=SENDS_WHEN_KNOWN)


def with_via(build: Builder, shown: Endpoint) -> Builder:
    """A builder that writes *shown* in place of the socket's own address."""

    def build_shown(local: Endpoint, transport: Transport) -> bytes:
        return build(shown, transport)

    return build_shown
