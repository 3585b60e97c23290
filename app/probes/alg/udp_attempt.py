"""An attempt over UDP: retransmitted like RFC 3261 timer E, but bounded, so that silence is told within seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Final

from app.model.endpoint import Endpoint
from app.network.icmp_queue import IcmpError
from app.network.udp import UdpSocket, open_udp
from app.probes.alg.attempt import Attempt
from app.probes.together import any_of

SEND_AT_S: Final = (0.0, 0.5, 1.5, 3.5)
"""Intervals of T1, 2 T1, 4 T1 with T1 = 500 ms (RFC 3261 section 17.1.2.2)."""
GIVE_UP_S: Final = 4.0


SENDS_WHEN_KNOWN: Final = 3
"""Transmissions to a server that has answered before: only a loss is to be ruled out, and it is asked much at once."""


class Repeats:
    """How often a run may still send something again: a provider is not to be flooded because a line is poor."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self) -> bool:
        """Use one up; false when there is none."""
        self.left -= 1
        return self.left >= 0


REPEATS: ContextVar[Repeats | None] = ContextVar("REPEATS", default=None)
"""Shared by all attempts of a run towards a provider; ``None``: as often as each likes."""


def _may_repeat() -> bool:
    repeats = REPEATS.get()
    return repeats is None or repeats.take()


async def run_udp(
    attempt: Attempt,
    remote: Endpoint,
    *,
    sock: UdpSocket | None = None,
    also: UdpSocket | None = None,
    sends: int = len(SEND_AT_S),
    once_s: float | None = None,
) -> None:
    """Ask from *sock*, or else a fresh port, until a final answer, a refusal, or the end of patience.

    *also* is a second socket on which the answer is awaited too. Sockets that are given stay open. *sends* is how often
    the request is sent at most; with *once_s* it is sent once, and the answer awaited so many seconds.
    """
    if sock is None:
        async with await open_udp(towards=remote) as fresh:
            await run_udp(attempt, remote, sock=fresh, also=also, sends=sends, once_s=once_s)
        return
    clock = asyncio.get_running_loop().time
    start = clock()
    data = attempt.begin(sock.local, start)
    dues = (*SEND_AT_S[1:], GIVE_UP_S)[:sends] if once_s is None else (once_s,)
    for number, due in enumerate(dues):
        if not number or _may_repeat():
            problem = sock.send(data, remote)
            if problem and not number:
                attempt.fail(problem)
                return
            attempt.note_sent(clock())
        if await _any_listens(attempt, [sock, *([also] if also else [])], remote, start + due):
            return


async def _any_listens(attempt: Attempt, socks: Sequence[UdpSocket], remote: Endpoint, until: float) -> bool:
    """Listen on all sockets at once; the first that hears the end ends the others."""
    if len(socks) == 1:
        return await _listen(attempt, socks[0], remote, until)
    return await any_of(_listen(attempt, sock, remote, until) for sock in socks)


async def _listen(attempt: Attempt, sock: UdpSocket, remote: Endpoint, until: float) -> bool:
    """Take in what comes before the instant *until*; says whether the attempt is over."""
    clock = asyncio.get_running_loop().time
    while (left := until - clock()) > 0:
        event = await sock.next_event(left)
        if isinstance(event, IcmpError):
            if event.meaning and event.destination in (None, remote):
                attempt.fail(event.meaning)
                return True
        elif event is not None and attempt.note_reply(event.data, event.source, sock.local, event.at):
            return True
    return False
