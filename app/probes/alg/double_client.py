"""``double_client``: two phones that offer the same media port; the Linux helper swallows the second INVITE.

While the first INVITE waits for its answer, the helper expects media on its port and drops an INVITE of another flow
that names the same one (science facts 0.6 and 2.2 B16). A third INVITE with a port of its own is the control. Silence
to the second is the signal: every answer, also a refusal, clears it. Only numbers of the profile are dialled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.profile import Account
from app.network.udp import UdpSocket, open_udp
from app.probes.alg.allowance import may_send_more
from app.probes.alg.attempt import Attempt
from app.probes.alg.invite import end_call, fresh_media_port, invite
from app.probes.alg.paths import Path
from app.probes.alg.udp_attempt import run_udp

SIGNAL: Final = "double_client"
ROUNDS: Final = 2
"""Loss can swallow one INVITE, hardly the same one twice while both others pass."""
MORE_ROUNDS: Final = 2
"""Only when every round so far lost the second INVITE and no other: then loss is to be ruled out altogether."""
ROUND_PACKETS: Final = 5
"""Three INVITEs of which the second vanishes, and what ends the other two."""
PATIENCE_S: Final = 0.45
"""Below T1: what is told is whether the first transmission was answered, before any is repeated."""


@dataclass(slots=True)
class DoubleClient:
    """Rounds of three INVITEs. ``facts`` may be asked for at any moment."""

    account: Account
    path: Path
    server: Endpoint
    number: str
    _attempts: list[Attempt] = field(default_factory=list)
    requests: int = field(default=3, init=False)

    def facts(self) -> Sequence[Fact]:
        """Every INVITE, in the order in which it was sent: first phone, second phone, control; role says which."""
        return tuple(attempt.fact() for attempt in self._attempts)

    async def run(self) -> None:
        """Dial, listen briefly, and end everything that was begun."""
        for number in range(ROUNDS + MORE_ROUNDS):
            if number and not may_send_more(ROUND_PACKETS):
                return  # a provider is not to be called again and again because a line is poor
            await self._round()
            if not self._all_swallowed():
                return  # one round that shows something else is enough: nobody need be dialled again

    def _all_swallowed(self) -> bool:
        """Whether exactly the second phone of every round stayed without an answer."""
        return all(
            (attempt.outcome == "silent") == (attempt.path.role == "suspected") for attempt in self._attempts
        ) and all(attempt.outcome in {"silent", "answered"} for attempt in self._attempts)

    async def _round(self) -> None:
        port = fresh_media_port()
        control = replace(self.path, role="control")
        plan = ((control, port), (self.path, port), (control, port + 2))
        async with AsyncExitStack() as stack:
            begun: list[tuple[Attempt, UdpSocket]] = []
            for path, media_port in plan:
                sock = await stack.enter_async_context(await open_udp(towards=self.server))
                attempt = Attempt(SIGNAL, path, "INVITE", invite(self.account, self.number, media_port), self.server)
                begun.append((attempt, sock))
            self._attempts += [attempt for attempt, _ in begun]
            try:
                await asyncio.gather(
                    *(run_udp(attempt, self.server, sock=sock, once_s=PATIENCE_S) for attempt, sock in begun)
                )
            finally:
                for attempt, sock in begun:
                    attempt.end(asyncio.get_running_loop().time())
                    end_call(attempt, partial(sock.send, to=self.server))
