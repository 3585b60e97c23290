"""Listening on several sockets at once until somebody has heard enough, or the time is up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from app.network.udp import UdpEvent, UdpSocket
from app.probes.together import any_of

Takes = Callable[[UdpEvent, UdpSocket], bool]
"""Takes in what came to a socket; true when that was the end of it."""


async def listen(socks: Sequence[UdpSocket], until: float, takes: Takes) -> bool:
    """Hand everything that comes before the instant *until* (the event loop's clock) to *takes*; says whether it ended.

    The first socket that hears the end ends the listening on the others.
    """
    if len(socks) == 1:
        return await _listen(socks[0], until, takes)
    return await any_of(_listen(sock, until, takes) for sock in socks)


async def _listen(sock: UdpSocket, until: float, takes: Takes) -> bool:
    clock = asyncio.get_running_loop().time
    while (left := until - clock()) > 0:
        event = await sock.next_event(left)
        if event is not None and takes(event, sock):
            return True
    return False
