"""The simulated router's own door: it names its outside address (NAT-PMP, RFC 6886), and returns packets.

On loopback no ICMP can be had for it, so packets of the pace of speech go to and fro here, over the line at home only.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket
from app.practice.line import Line
from app.practice.service import UdpService
from app.protocols.nat_pmp import is_address_request, nat_pmp_answer
from app.protocols.voice_packets import read_question, voice_answer

QUEUE: Final = 1024


class PracticeGateway(UdpService):
    """Answers on ``local`` while it is entered."""

    def __init__(self, outside: str, home: Line) -> None:
        super().__init__(QUEUE)
        self._outside, self._home = outside, home
        self._counted = 0

    async def _serve(self, socket: UdpSocket) -> None:
        while True:
            got = await socket.receive()
            if got is not None:
                answer = partial(self._answer, socket, got.data, got.source)
                self._home.carry("outbound", answer, size=len(got.data))

    def _answer(self, socket: UdpSocket, data: bytes, source: Endpoint) -> None:
        question = read_question(data)
        if is_address_request(data):
            answer = nat_pmp_answer(self._outside)
        elif question is not None:
            self._counted += 1
            answer = voice_answer(question, self._counted, int(asyncio.get_running_loop().time() * 1e6))
        else:
            return
        self._home.carry("inbound", lambda: socket.send(answer, source), size=len(answer))
