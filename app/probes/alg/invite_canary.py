"""``via_canary`` by INVITE: some engines look at calls only, so a call is begun with our outside address, and ended.

Without credentials a provider challenges it at once, and its challenge repeats our Via (RFC 3261 section 8.2.6.2).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.profile import Account
from app.network.udp import open_udp
from app.probes.alg.attempt import Attempt
from app.probes.alg.invite import end_call, invite
from app.probes.alg.paths import Path
from app.probes.alg.udp_attempt import run_udp
from app.probes.alg.via_canary import SIGNAL, with_host

PATIENCE_S: Final = 0.45
"""Below T1: one transmission, for a provider is not to be called again and again."""


@dataclass(slots=True)
class InviteCanary:
    """One INVITE over UDP to a number of the profile; every state it can reach is ended."""

    attempt: Attempt

    @classmethod
    def on(cls, account: Account, path: Path, server: Endpoint, outside: str, number: str) -> InviteCanary:
        """Plan it for *path*, whose server is already known."""
        build = invite(account, number, 30_000 + 2 * secrets.randbelow(10_000))
        return cls(Attempt(SIGNAL, path, "INVITE", with_host(build, outside), remote=server))

    def facts(self) -> Sequence[Fact]:
        """The exchange."""
        return (self.attempt.fact(),)

    async def run(self) -> None:
        """Dial, listen, and end."""
        server = self.attempt.remote
        assert server is not None
        async with await open_udp(towards=server) as sock:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await run_udp(self.attempt, server, sock=sock)
            except TimeoutError:
                self.attempt.end(asyncio.get_running_loop().time())
            finally:
                end_call(self.attempt, sock, server)
