"""``via_canary``: write our outside address into Via; a server must copy it back (RFC 3261 section 8.2.6.2).

An ALG that undoes its own changes in replies takes it for its own work and gives our private address back, which the
server cannot know; science facts 2.2 B1 (b).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.profile import Account
from app.network.udp import open_udp
from app.probes.alg.attempt import Attempt
from app.probes.alg.paths import Path
from app.probes.alg.requests import options
from app.probes.alg.udp_attempt import run_udp
from app.probes.alg.via_port import with_via

SIGNAL: Final = "via_canary"


@dataclass(slots=True)
class ViaCanaryExchange:
    """One OPTIONS whose Via and Contact name *outside*, with the port that a port-preserving NAT gives our socket."""

    account: Account
    attempt: Attempt
    outside: str

    @classmethod
    def on(cls, account: Account, path: Path, server: Endpoint, outside: str) -> ViaCanaryExchange:
        """Plan it for *path*, whose server is already known."""
        return cls(account, Attempt(SIGNAL, path, "OPTIONS", options(account), remote=server), outside)

    def facts(self) -> Sequence[Fact]:
        """The exchange; the reply's top Via against the sent one tells."""
        return (self.attempt.fact(),)

    async def run(self) -> None:
        """Ask from a fresh port."""
        server = self.attempt.remote
        assert server is not None
        async with await open_udp(towards=server) as sock:
            self.attempt.build = with_via(options(self.account), Endpoint(self.outside, sock.local.port))
            await run_udp(self.attempt, server, sock=sock)
