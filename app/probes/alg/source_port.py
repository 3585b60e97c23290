"""``source_port``: the same question from our own port 5060 and from a fresh one (science facts 2.2 B8).

A difference means that a box looks at the source port, or that another phone on this network owns the outside port.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.facts import Fact
from app.model.profile import Account
from app.network.route import local_address_towards
from app.network.udp import open_udp
from app.probes.alg.attempt import Attempt
from app.probes.alg.paths import WATCHED_PORT, Path
from app.probes.alg.requests import options
from app.probes.alg.udp_attempt import SENDS_WHEN_KNOWN, run_udp

SIGNAL: Final = "source_port"


@dataclass(slots=True)
class SourcePortExchange:
    """One OPTIONS from port 5060 of this computer; ``failed`` when another program has that port."""

    attempt: Attempt
    requests: int = field(default=1, init=False)

    @classmethod
    def on(cls, account: Account, path: Path, server: Endpoint) -> SourcePortExchange:
        """Plan it for *path*; the first look is its counterpart from fresh ports."""
        return cls(Attempt(SIGNAL, path, "OPTIONS", options(account), server))

    def facts(self) -> Sequence[Fact]:
        """The exchange."""
        return (self.attempt.fact(),)

    async def run(self) -> None:
        """Take the port if it is free, and ask."""
        server = self.attempt.remote
        host = local_address_towards(server.host) if server else None
        if server is None or host is None:
            self.attempt.fail("unreachable")
            return
        try:
            sock = await open_udp(Endpoint(host, WATCHED_PORT))
        except UserError:
            self.attempt.fail("failed")
            return
        async with sock:
            await run_udp(self.attempt, server, sock=sock, sends=SENDS_WHEN_KNOWN)
