"""A gateway's own voice: it names its outside address by NAT-PMP, as RFC 6886 wants it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.protocols.nat_pmp import PORT, is_address_request, nat_pmp_answer
from tests.lab.topology import ROUTER_LAN


@asynccontextmanager
async def voice(outside: str) -> AsyncIterator[None]:
    """It says *outside* to everybody who asks."""

    async def answer(sock: UdpSocket) -> None:
        while True:
            got = await sock.receive()
            if got is not None and is_address_request(got.data):
                sock.send(nat_pmp_answer(outside), got.source)

    async with await open_udp(Endpoint(ROUTER_LAN, PORT)) as sock:
        task = asyncio.create_task(answer(sock))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
