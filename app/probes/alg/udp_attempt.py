"""An attempt over UDP: retransmitted like RFC 3261 timer E, but bounded, so that silence is told within seconds."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final

from app.model.endpoint import Endpoint
from app.network.icmp_queue import IcmpError
from app.network.udp import UdpEvent, UdpSocket, open_udp
from app.probes.alg.allowance import may_send_more
from app.probes.alg.attempt import Attempt
from app.probes.alg.listening import listen

SEND_AT_S: Final = (0.0, 0.5, 1.5, 3.5)
"""Intervals of T1, 2 T1, 4 T1 with T1 = 500 ms (RFC 3261 section 17.1.2.2)."""
GIVE_UP_S: Final = 4.0


SENDS_WHEN_KNOWN: Final = 3
"""Transmissions to a server that has answered before: only a loss is to be ruled out, and it is asked much at once."""


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
    socks, takes = [sock, *([also] if also else [])], partial(_takes, attempt, remote)
    dues = (*SEND_AT_S[1:], GIVE_UP_S)[:sends] if once_s is None else (once_s,)
    for number, due in enumerate(dues):
        if not number or may_send_more():
            problem = sock.send(data, remote)
            if problem and not number:
                attempt.fail(problem)
                return
            attempt.note_sent(clock())
        if await listen(socks, start + due, takes):
            return


def _takes(attempt: Attempt, remote: Endpoint, event: UdpEvent, sock: UdpSocket) -> bool:
    """Take in what came; says whether the attempt is over."""
    if isinstance(event, IcmpError):
        if event.meaning is None or event.destination not in (None, remote):
            return False
        attempt.fail(event.meaning)
        return True
    return attempt.note_reply(event.data, event.source, sock.local, event.at)
