"""A socket of a practice world with somebody behind it, while it is entered."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Self

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.practice.forwarding import LOOPBACK


class UdpService(ABC):
    """Stands on ``local``, which is known once it is entered; *queue* packets may wait."""

    def __init__(self, queue: int = 256) -> None:
        self._queue = queue
        self._socket: UdpSocket | None = None
        self._task: asyncio.Task[None] | None = None
        self.local = Endpoint(LOOPBACK, 0)

    async def __aenter__(self) -> Self:
        self._socket = await open_udp(self.local, queue=self._queue)
        self.local = self._socket.local
        self._task = asyncio.create_task(self._serve(self._socket))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None and self._socket is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._socket.close()

    @abstractmethod
    async def _serve(self, socket: UdpSocket) -> None:
        """Answer until cancelled."""
