"""The simulated router's own voice: it names its outside address by NAT-PMP (RFC 6886 section 3.2)."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import Final, Self

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.practice.forwarding import LOOPBACK

_QUESTION: Final = b"\0\0"


class GatewayVoice:
    """Answers until it is closed, at ``local``."""

    def __init__(self, sock: UdpSocket, outside: str) -> None:
        self._sock, self.local = sock, sock.local
        self._answer = b"\0\x80\0\0" + bytes(4) + ipaddress.IPv4Address(outside).packed
        self._task = asyncio.create_task(self._serve())

    @classmethod
    async def open(cls, outside: str) -> Self:
        """Take a free port on loopback."""
        return cls(await open_udp(Endpoint(LOOPBACK, 0)), outside)

    async def close(self) -> None:
        """Release the port."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._sock.close()

    async def _serve(self) -> None:
        while True:
            asked = await self._sock.receive()
            if asked is not None and asked.data == _QUESTION:
                self._sock.send(self._answer, asked.source)
