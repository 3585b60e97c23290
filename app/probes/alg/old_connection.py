"""``old_connection``: after a change at the router, the same question once more from a port of the run before.

A router applies a changed setting to new connections only: a port that was rewritten stays rewritten for up to an hour,
and each message makes it last another hour (science facts 0, peers K10). The first look has fresh ports; where it is
clean and the old port is not, the setting is off and the router wants a restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.facts import Fact, SipExchange
from app.model.profile import Account
from app.network.route import local_address_towards
from app.network.udp import open_udp
from app.probes.alg.attempt import Attempt
from app.probes.alg.paths import Path
from app.probes.alg.requests import options
from app.probes.alg.udp_attempt import SENDS_WHEN_KNOWN, run_udp

SIGNAL: Final = "old_connection"
_FIRST_LOOK: Final = "received_private"


@dataclass(slots=True)
class OldConnection:
    """One OPTIONS from a port that an earlier run used; ``failed`` when that port or address is not ours any more."""

    attempt: Attempt
    old: Endpoint
    requests: int = field(default=1, init=False)

    @classmethod
    def on(cls, account: Account, path: Path, server: Endpoint, earlier: Iterable[Fact]) -> OldConnection | None:
        """Plan it, if *earlier* holds an answered question to the same server over the same kind of path."""
        old = _last_port(earlier, server) if path.transport == "udp" else None
        return cls(Attempt(SIGNAL, path, "OPTIONS", options(account), server), old) if old else None

    def facts(self) -> Sequence[Fact]:
        """The exchange; the first look is its counterpart from fresh ports."""
        return (self.attempt.fact(),)

    async def run(self) -> None:
        """Take the old port if it is free, and ask."""
        server = self.attempt.remote
        assert server is not None
        if self.old.host != local_address_towards(server.host):
            self.attempt.fail("failed")
            return
        try:
            sock = await open_udp(self.old)
        except UserError:
            self.attempt.fail("failed")
            return
        async with sock:
            await run_udp(self.attempt, server, sock=sock, sends=SENDS_WHEN_KNOWN)


def _last_port(earlier: Iterable[Fact], server: Endpoint) -> Endpoint | None:
    """Our end of the youngest connection to *server* in the run before."""
    found = [
        fact.local
        for fact in earlier
        if isinstance(fact, SipExchange)
        and (fact.signal, fact.role, fact.transport, fact.outcome) == (_FIRST_LOOK, "suspected", "udp", "answered")
        and fact.remote == str(server)
    ]
    return Endpoint.parse(found[-1]) if found else None
