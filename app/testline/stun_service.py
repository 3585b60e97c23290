"""STUN Binding on ports of its own (RFC 8489), with the change of port of RFC 5780.

RFC 5780 wants two addresses for the whole of its tests; a test line has one. It answers a change of port from its
second port and leaves a request for another address unanswered: that is what the client's test concludes from.
"""

from __future__ import annotations

import asyncio
from typing import Self

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.protocols.stun import binding_request, binding_response, parse_binding_request
from app.testline.config import AddressView
from app.testline.limits import SourceLimiter


class StunService:
    """Two sockets; ``local`` is the one that clients are told."""

    def __init__(self, first: UdpSocket, second: UdpSocket, view: AddressView, limiter: SourceLimiter) -> None:
        self._sockets = (first, second)
        self._view, self._limiter = view, limiter
        self.local, self.other = first.local, second.local
        self._tasks = [asyncio.create_task(self._serve(index)) for index in range(2)]

    @classmethod
    async def open(cls, bind: Endpoint, view: AddressView, limiter: SourceLimiter) -> Self:
        """Listen on *bind* and on a second, free port; raises :class:`UserError` when the port is taken."""
        parse_binding_request(binding_request())  # loads the codec now: later it would delay the first answer
        first = await open_udp(bind)
        return cls(first, await open_udp(Endpoint(bind.host, 0)), view, limiter)

    async def close(self) -> None:
        """Release the ports."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in self._sockets:
            socket.close()

    async def _serve(self, index: int) -> None:
        socket, other = self._sockets[index], self._sockets[1 - index]
        while True:
            datagram = await socket.receive()
            if datagram is None or not self._limiter.admit(datagram.source.host):
                continue
            request = parse_binding_request(datagram.data)
            if request is None or request.change_ip:
                continue
            answering = other if request.change_port else socket
            seen = self._view.seen(datagram.source)
            answering.send(binding_response(request, seen), datagram.source)
