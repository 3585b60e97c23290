"""A far end on a loopback socket whose every answer the test writes itself: the ones no decent server would give."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from app.model.endpoint import Endpoint
from app.network.udp import open_udp
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_build import build_response

Answer = Callable[[SipMessage, Endpoint, Endpoint], Iterable[bytes]]
"""``(request, where it came from, where we are)``: the datagrams to send back."""


class Peer:
    """Where it listens, and the requests it got."""

    def __init__(self, at: Endpoint) -> None:
        self.at = at
        self.requests: list[SipMessage] = []
        self.news = asyncio.Event()

    async def got(self, method: str) -> None:
        """Wait until a request with *method* has come."""
        async with asyncio.timeout(60):
            while method not in self.methods():
                self.news.clear()
                await self.news.wait()

    def methods(self) -> list[str]:
        """Methods in the order in which they arrived, retransmissions left out."""
        return [message.method for message in dict.fromkeys(self.requests) if message.method]


@asynccontextmanager
async def peer(answer: Answer) -> AsyncIterator[Peer]:
    """Answer each datagram with whatever *answer* gives."""
    async with await open_udp(Endpoint("127.0.0.1", 0)) as udp:
        found = Peer(udp.local)

        async def serve() -> None:
            while True:
                datagram = await udp.receive()
                if datagram is None:
                    continue
                message = parse_message(datagram.data)
                found.requests.append(message)
                found.news.set()
                for reply in answer(message, datagram.source, udp.local):
                    udp.send(reply, datagram.source)

        task = asyncio.create_task(serve())
        try:
            yield found
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def nothing(message: SipMessage, source: Endpoint, here: Endpoint) -> Iterable[bytes]:
    """A server that is silent."""
    return ()


def always(status: int, phrase: str, *extra: tuple[str, str]) -> Answer:
    """A server that says the same to everything but ACK."""

    def answer(message: SipMessage, source: Endpoint, here: Endpoint) -> Iterable[bytes]:
        if message.is_request and message.method != "ACK":
            yield build_response(message, status, phrase, source=source, to_tag="peer", extra=extra)

    return answer
