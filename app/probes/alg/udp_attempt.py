"""An attempt over UDP: retransmitted like RFC 3261 timer E, but bounded, so that silence is told within seconds."""

from __future__ import annotations

import asyncio
from typing import Final

from app.model.endpoint import Endpoint
from app.network.icmp_queue import IcmpError
from app.network.udp import UdpSocket, open_udp
from app.probes.alg.attempt import Attempt

SEND_AT_S: Final = (0.0, 0.5, 1.5, 3.5)
"""Intervals of T1, 2 T1, 4 T1 with T1 = 500 ms (RFC 3261 section 17.1.2.2)."""
GIVE_UP_S: Final = 4.0


async def run_udp(attempt: Attempt, remote: Endpoint) -> None:
    """Ask from a fresh port until a final answer, a refusal, or the end of patience."""
    clock = asyncio.get_running_loop().time
    async with await open_udp(towards=remote) as sock:
        start = clock()
        data = attempt.begin(sock.local, start)
        for number, due in enumerate((*SEND_AT_S[1:], GIVE_UP_S)):
            problem = sock.send(data, remote)
            if problem and not number:
                attempt.fail(problem)
                return
            attempt.note_sent(clock())
            if await _listen(attempt, sock, remote, start + due):
                return


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
