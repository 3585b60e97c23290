"""STUN on ports of its own (RFC 8489), with the changes of port and address of RFC 5780.

RFC 5780 wants two addresses for the whole of its tests. A test line with one answers a change of port from its second
port, names that one as its other address, and leaves a request for another address unanswered: that is what the
client's test concludes from.
"""

from __future__ import annotations

import asyncio
from typing import Self

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.protocols.stun import binding_request, parse_binding_request
from app.testline.packets import Packets, Siblings


class StunService:
    """Two sockets, or with a second address four; ``local`` is the one that clients are told, ``other`` its sibling."""

    def __init__(self, near: tuple[UdpSocket, UdpSocket], far: tuple[UdpSocket, UdpSocket] | None, packets: Packets):
        self._packets = packets
        self._sockets = {**_related(near, far), **(_related(far, near) if far else {})}
        self.local, self.other = near[0].local, near[1].local
        self._tasks = [asyncio.create_task(self._serve(*one)) for one in self._sockets.items()]

    @classmethod
    async def open(cls, bind: Endpoint, packets: Packets, other_host: str = "") -> Self:
        """Listen on *bind* and a free port, and on the same ports of *other_host*; raises ``port_taken``."""
        parse_binding_request(binding_request())  # loads the codec now: later it would delay the first answer
        near = await open_udp(bind), await open_udp(Endpoint(bind.host, 0))
        if not other_host:
            return cls(near, None, packets)
        far = [await open_udp(Endpoint(other_host, socket.local.port)) for socket in near]
        return cls(near, (far[0], far[1]), packets)

    async def close(self) -> None:
        """Release the ports."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in self._sockets:
            socket.close()

    async def _serve(self, socket: UdpSocket, siblings: Siblings) -> None:
        while True:
            datagram = await socket.receive()
            if datagram is not None:
                self._packets.takes(datagram.data, socket, datagram.source, siblings)


def _related(here: tuple[UdpSocket, UdpSocket], there: tuple[UdpSocket, UdpSocket] | None) -> dict[UdpSocket, Siblings]:
    """Both sockets of an address, with those that stand in for them."""
    first, second = here
    if there is None:
        return {first: Siblings(second), second: Siblings(first)}
    return {first: Siblings(second, *there), second: Siblings(first, *reversed(there))}
