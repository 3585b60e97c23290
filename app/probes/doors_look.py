"""Which doors stand open from here: this computer's own firewall, each port with something that is not SIP, and sizes.

Every "no answer" has its control: the same port with something else, another port with the same, the same by TCP.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact, Outcome, PortReach, Role, SizedMessage
from app.model.names import Question, Transport
from app.model.profile import Account, Profile
from app.network.firewall import firewall_states
from app.network.resolve import resolve
from app.network.tcp import NotConnected, open_tcp
from app.network.udp import open_udp
from app.probes.alg.attempt import Attempt
from app.probes.alg.paths import Path, sip_paths
from app.probes.alg.requests import Builder, options
from app.probes.alg.side_by_side import Measurement, side_by_side
from app.probes.alg.udp_attempt import run_udp
from app.probes.context import ProbeContext
from app.probes.nat.binding import ask

ANSWERS: Final[tuple[Question, ...]] = ("local_firewall",)
NEEDS: Final[frozenset[str]] = frozenset()
EXPECTED_S: Final = 2.5
REACH_S: Final = 2.0
SIZES: Final = (600, 1200, 1400, 1600, 2400)
"""Bytes of UDP payload, either side of what one Ethernet frame and usual tunnels carry in one piece."""
PROVIDER_SIZES: Final = (600, 1200, 1600)
"""A provider is asked less: what it is sent is a plain OPTIONS with a long header of ours."""
_PAD: Final = b"\r\nX-Callmend-Size: "


@dataclass(slots=True)
class Door:
    """One port, asked with what is not SIP."""

    transport: Transport
    role: Role
    to: Endpoint
    _fact: PortReach | None = None

    def facts(self) -> Sequence[Fact]:
        """What came of it."""
        return () if self._fact is None else (self._fact,)

    async def run(self) -> None:
        """A STUN Binding by UDP; by TCP a connection, and no word."""
        clock = asyncio.get_running_loop().time
        start = clock()
        outcome = await (self._stun() if self.transport == "udp" else self._connect())
        elapsed = round((clock() - start) * 1000, 2)
        asked, attempts = ("stun", 3) if self.transport == "udp" else ("connect", 1)
        self._fact = PortReach(self.transport, asked, self.role, str(self.to), outcome, attempts, elapsed)  # type: ignore[arg-type]

    async def _stun(self) -> Outcome:
        async with await open_udp(towards=self.to) as sock:
            return (await ask(sock, self.to)).outcome

    async def _connect(self) -> Outcome:
        try:
            stream = await open_tcp(self.to, timeout=REACH_S)
        except NotConnected as problem:
            return problem.outcome
        stream.abort()
        return "answered"


@dataclass(slots=True)
class Sized:
    """An OPTIONS of *size* bytes."""

    path: Path
    to: Endpoint
    account: Account
    size: int
    _attempt: Attempt = field(init=False)

    def __post_init__(self) -> None:
        self._attempt = Attempt("sized", self.path, "OPTIONS", padded(options(self.account), self.size), self.to)

    def facts(self) -> Sequence[Fact]:
        """Nothing where it could not be sent: a stack that refuses a size tells nothing of the way."""
        attempt = self._attempt
        if not attempt.sent:
            return ()
        path = f"udp:{self.to.port}"
        size, attempts = len(attempt.sent), attempt.attempts
        return (SizedMessage(self.path.role, path, str(self.to), "outbound", size, attempt.outcome, attempts),)

    async def run(self) -> None:
        """Up to four times in four seconds."""
        await run_udp(self._attempt, self.to)


def padded(build: Builder, size: int) -> Builder:
    """The same request with a header of ours as long as it takes."""

    def grown(local: Endpoint, transport: Transport) -> bytes:
        data = build(local, transport)
        head, gap, body = data.partition(b"\r\n\r\n")
        missing = size - len(data) - len(_PAD)
        return data if missing < 1 else head + _PAD + b"x" * missing + gap + body

    return grown


async def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Everything at once."""
    context.progress("testing_internet", 0.0, EXPECTED_S)
    planned = await _planned(context.profile)
    if context.gateway is None:  # practice has no firewall of its own
        for state in await firewall_states():
            yield state
    async with aclosing(side_by_side(planned, patient=True)) as facts:
        async for fact in facts:
            yield fact
    context.progress("done", 1.0, 0.0)


async def _planned(profile: Profile) -> list[Measurement]:
    planned: list[Measurement] = []
    for path in sip_paths(profile):
        known = await resolve(path.host, path.port, path.transport)
        if not known.endpoints:
            continue
        to = Endpoint(known.endpoints[0].host, path.port or known.endpoints[0].port)
        ours = path.host == profile.testline.host
        if path.transport != "udp" or ours:  # only a test line answers STUN there
            planned.append(Door(path.transport, path.role, to))
        if path.transport == "udp" and (ours or path.role == "suspected"):
            sizes = SIZES if ours else PROVIDER_SIZES
            planned += [Sized(path, to, profile.account, size) for size in sizes]
    return planned
