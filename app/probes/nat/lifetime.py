"""How long a way in stays open in silence (RFC 4787 section 4.3), many silences at the same time.

A socket that is asked again has refreshed what was to be measured, so every silence has a socket of its own. After it,
a fresh socket asks the far end to answer to the silent one (RESPONSE-PORT, RFC 5780 section 7.5): what arrives shows
that the way in still stands. What does not arrive shows nothing by itself; so the silent socket then speaks, and the
same is tried without a silence. Only when that arrives has the way been lost.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, MappingHeld
from app.model.facts_of_networks import Traffic
from app.model.profile import Account
from app.network.udp import UdpSocket, open_udp
from app.probes.alg.attempt import Attempt
from app.probes.alg.paths import Path
from app.probes.alg.requests import options
from app.probes.alg.udp_attempt import run_udp
from app.probes.nat.binding import Bound, ask
from app.protocols.stun import binding_request
from app.protocols.voice_packets import PACE_S, read_answer, voice_question

SIGNAL: Final = "mapping_lifetime"
QUIET_S: Final = (15.0, 25.0, 32.0, 45.0, 58.0, 65.0, 95.0, 122.0, 155.0, 182.0)
"""Either side of what routers use: 30, 60, 90, 120, 150 and 180 seconds, and some between (science facts 6.3, 6.4)."""
KNOCK_S: Final = 1.2
"""How long the far end is asked to knock, up to three times."""
STREAM_S: Final = (1.1, 1.2)
"""Between three exchanges: Linux takes a flow for a stream once it is two seconds old."""
VOICE_PACKETS: Final = 50


@dataclass(slots=True)
class Silence:
    """One silence of *quiet_s* seconds of a real line, *pace* of which pass in one; *start_s* spreads many of them."""

    traffic: Traffic
    path: Path
    server: Endpoint
    account: Account
    quiet_s: float
    pace: float = 1.0
    start_s: float = 0.0
    outcome: str = "unknown"
    _local: str = ""
    _mapped: Endpoint | None = None
    _knocks: int = 0
    _ended: bool = field(default=False)

    def facts(self) -> Sequence[Fact]:
        """What is known so far; nothing while the silence lasts, because a wait that was cut short says nothing."""
        if not self._ended:
            return ()
        outcome = self.outcome if self.outcome in {"held", "lost"} else "unknown"
        mapped = str(self._mapped) if self._mapped else None
        return (
            MappingHeld(
                self.traffic, self.path.role, f"udp:{self.server.port}", str(self.server), self._local, mapped,
                self.quiet_s, outcome, self._knocks,  # type: ignore[arg-type]
            ),
        )  # fmt: skip

    async def run(self) -> None:
        """Speak, be quiet, and let the far end knock."""
        await asyncio.sleep(self.start_s)
        async with await open_udp(towards=self.server) as sock:
            self._local = str(sock.local)
            self._mapped = await _SPEAKING[self.traffic](self, sock)
            if self._mapped is not None:
                await asyncio.sleep(self.quiet_s / self.pace)
                self.outcome = await self._listen(sock)
        self._ended = True

    async def _listen(self, sock: UdpSocket) -> str:
        assert self._mapped is not None
        if await self._knocked(sock, self._mapped):
            return "held"
        again = await ask(sock, self.server)
        if again.mapped is None or not await self._knocked(sock, again.mapped):
            return "unknown"
        return "lost"

    async def _knocked(self, sock: UdpSocket, mapped: Endpoint) -> bool:
        """Let the far end answer to *mapped*; a router with several outside addresses makes that impossible."""
        async with await open_udp(towards=self.server) as asking:
            self._knocks += 1
            request = binding_request(response_port=mapped.port)
            got = await ask(asking, self.server, request, heard_on=sock, give_up_s=KNOCK_S)
        return got.mapped is not None and got.mapped.host == mapped.host


async def _single(silence: Silence, sock: UdpSocket) -> Endpoint | None:
    """One packet out, whose answer goes to another socket of ours."""
    async with await open_udp(towards=silence.server) as elsewhere:
        bound = await ask(elsewhere, silence.server)
        if bound.mapped is None:
            return None
        request = binding_request(response_port=bound.mapped.port)
        return (await ask(sock, silence.server, request, heard_on=elsewhere)).mapped


async def _answered(silence: Silence, sock: UdpSocket) -> Endpoint | None:
    return (await ask(sock, silence.server)).mapped


async def _stream(silence: Silence, sock: UdpSocket) -> Endpoint | None:
    bound: Bound = await ask(sock, silence.server)
    for pause_s in STREAM_S:
        await asyncio.sleep(pause_s / silence.pace)
        bound = await ask(sock, silence.server)
    return bound.mapped


async def _sip(silence: Silence, sock: UdpSocket) -> Endpoint | None:
    """SIP comes last: a helper in the router sets its own time with every packet on its port."""
    bound = await ask(sock, silence.server)
    attempt = Attempt(SIGNAL, silence.path, "OPTIONS", options(silence.account), silence.server)
    await run_udp(attempt, silence.server, sock=sock)
    return bound.mapped if attempt.outcome == "answered" else None


async def _rtp(silence: Silence, sock: UdpSocket) -> Endpoint | None:
    """A second of speech, which the far end returns."""
    bound = await ask(sock, silence.server)
    session, returned = secrets.token_bytes(8), 0
    for number in range(VOICE_PACKETS):
        sock.send(voice_question(session, number), silence.server)
        await asyncio.sleep(PACE_S)
    while (got := await sock.receive(0.2)) is not None:
        returned += read_answer(got.data, session) is not None
    return bound.mapped if returned else None


_SPEAKING: Final[dict[Traffic, Callable[[Silence, UdpSocket], Awaitable[Endpoint | None]]]] = {
    "single": _single,
    "answered": _answered,
    "stream": _stream,
    "sip": _sip,
    "rtp": _rtp,
}
