"""A SIP server and a STUN server of the plainest kind, that remember every byte that reached them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_build import build_response
from app.protocols.sip_stream import StreamFramer
from app.protocols.stun import binding_response, is_stun, parse_binding_request
from tests.lab.topology import SERVER

FOLLOWER: Final = b"OPTIONS sip:after SIP/2.0\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
"""Always answered and never remembered: once it was, everything sent to that port before has been taken in or lost."""
Reply = Callable[[SipMessage, Endpoint], Iterable[bytes]]


def answer_ok(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """200 to everything but ACK, as RFC 3581 wants it."""
    return [] if request.method in {"ACK", ""} else [build_response(request, 200, "OK", source=source, to_tag="far")]


def say_nothing(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """A server that is switched off, as far as anyone can see."""
    return []


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as it arrived."""

    raw: bytes
    source: Endpoint
    port: int
    transport: str

    @property
    def message(self) -> SipMessage:
        """The message, read."""
        return parse_message(self.raw)


@dataclass(slots=True)
class FarEnd:
    """What the server saw; safe to read while it runs, because it only grows."""

    arrivals: list[Arrival] = field(default_factory=list)

    def on_port(self, port: int, method: str | None = None) -> list[Arrival]:
        """The messages that arrived on *port*."""
        return [one for one in self.arrivals if one.port == port and method in (None, one.message.method)]


@asynccontextmanager
async def far_end(
    reply: Reply = answer_ok,
    *,
    host: str = SERVER,
    udp: Sequence[int] = (5060, 5070),
    tcp: Sequence[int] = (5060,),
    stun: int | None = 3478,
    answer_after_s: float = 0.0,
) -> AsyncIterator[FarEnd]:
    """Listen on all ports given until the block ends; on UDP answers leave *answer_after_s* later, as from afar."""
    seen = FarEnd()
    async with AsyncExitStack() as stack:
        tasks = []
        for port in (*udp, *([stun] if stun else [])):
            sock = await stack.enter_async_context(await open_udp(Endpoint(host, port)))
            tasks.append(asyncio.create_task(_serve_udp(sock, reply, seen, answer_after_s)))
        for port in tcp:
            stream_server = await asyncio.start_server(_stream_handler(reply, seen, port), host, port)
            await stack.enter_async_context(stream_server)
        try:
            yield seen
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _serve_udp(sock: UdpSocket, reply: Reply, seen: FarEnd, answer_after_s: float) -> None:
    later = asyncio.get_running_loop().call_later
    while True:
        got = await sock.receive()
        if got is None:
            continue
        if is_stun(got.data):
            request = parse_binding_request(got.data)
            if request:
                sock.send(binding_response(request, got.source), got.source)
            continue
        if got.data == FOLLOWER:
            sock.send(build_response(parse_message(FOLLOWER), 200, "OK", source=got.source), got.source)
            continue
        seen.arrivals.append(Arrival(got.data, got.source, sock.local.port, "udp"))
        for data in reply(parse_message(got.data), got.source):
            if answer_after_s:
                later(answer_after_s, sock.send, data, got.source)
            else:
                sock.send(data, got.source)


def _stream_handler(
    reply: Reply, seen: FarEnd, port: int
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        framer = StreamFramer()
        source = Endpoint(*writer.get_extra_info("peername")[:2])
        while not framer.broken and (data := await reader.read(65536)):
            for message in framer.feed(data):
                seen.arrivals.append(Arrival(message, source, port, "tcp"))
                for answer in reply(parse_message(message), source):
                    writer.write(answer)
                    await writer.drain()
        writer.close()

    return serve
