"""Small SIP servers on loopback: the far edge of the network, and nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from app.model.endpoint import Endpoint
from app.network.name_servers import ask_instead
from app.network.udp import open_udp
from app.practice.name_server import PracticeNameServer
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_build import build_response
from app.protocols.sip_stream import StreamFramer

Reply = Callable[[SipMessage, Endpoint], Iterable[bytes]]
HOME = Endpoint("127.0.0.1", 0)
WAN = "203.0.113.7"


def honest(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """Writes the address it sees."""
    return [build_response(request, 200, "OK", source=source)]


def seeing(host: str) -> Reply:
    """Believes that every request comes from *host*, as a server beyond a NAT does."""
    return lambda request, source: [build_response(request, 200, "OK", source=Endpoint(host, source.port))]


def silent(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """Never answers."""
    return []


@asynccontextmanager
async def udp_server(reply: Reply, seen: list[SipMessage] | None = None) -> AsyncIterator[Endpoint]:
    async with await open_udp(HOME) as sock:

        async def serve() -> None:
            while True:
                got = await sock.receive()
                assert got is not None
                request = parse_message(got.data)
                if seen is not None:
                    seen.append(request)
                for data in reply(request, got.source):
                    sock.send(data, got.source)

        task = asyncio.create_task(serve())
        try:
            yield sock.local
        finally:
            task.cancel()


@asynccontextmanager
async def nobody_is_known() -> AsyncIterator[None]:
    """No name leads anywhere; a name server of our own says so, and the system's is not asked."""
    async with PracticeNameServer("unknown", 0) as names:
        ask_instead([names.local])
        try:
            yield
        finally:
            ask_instead(())


@asynccontextmanager
async def tcp_server(reply: Reply) -> AsyncIterator[Endpoint]:
    """Frames what it reads; what is no SIP at all it answers once, with whatever *reply* says, and hangs up."""
    open_ends: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_ends[writer] = task
        framer = StreamFramer()
        source = Endpoint(*writer.get_extra_info("peername")[:2])
        while not framer.broken and (data := await reader.read(65536)):
            messages = framer.feed(data) or ([data] if data[:1] == b"\x16" else [])
            for piece in (piece for message in messages for piece in reply(parse_message(message), source)):
                writer.write(piece)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, *HOME)
    async with server:
        yield Endpoint(*server.sockets[0].getsockname()[:2])
        for writer in open_ends:
            writer.close()
        await asyncio.gather(*open_ends.values(), return_exceptions=True)
        await asyncio.gather(*(writer.wait_closed() for writer in open_ends), return_exceptions=True)
