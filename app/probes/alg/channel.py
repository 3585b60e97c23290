"""One local port towards a server that carries several requests in turn, over UDP or TCP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from app.model.endpoint import Endpoint
from app.model.names import Transport
from app.network.tcp import TcpStream, open_tcp
from app.network.udp import UdpSocket, open_udp
from app.probes.alg.attempt import Attempt
from app.probes.alg.stream_attempt import GIVE_UP_S, ask_on
from app.probes.alg.udp_attempt import SEND_AT_S, run_udp
from app.protocols.sip_stream import StreamFramer


class Channel(Protocol):
    """A flow to one server; its port stays the same from request to request."""

    @property
    def local(self) -> Endpoint:
        """Our end of it."""
        ...

    async def ask(self, attempt: Attempt, remote: Endpoint, once_s: float | None = None) -> None:
        """Send the attempt's request and listen until it is over; with *once_s* send it once and listen so long."""
        ...

    def post(self, data: bytes, remote: Endpoint) -> None:
        """Send what needs no answer."""
        ...


@dataclass(frozen=True, slots=True)
class UdpChannel:
    """A socket that somebody else opens and closes; *also* is another on which answers are awaited too."""

    sock: UdpSocket
    also: UdpSocket | None = None
    sends: int = len(SEND_AT_S)

    @property
    def local(self) -> Endpoint:
        """The socket's own address."""
        return self.sock.local

    async def ask(self, attempt: Attempt, remote: Endpoint, once_s: float | None = None) -> None:
        """Retransmits as every attempt over UDP does, unless it is asked not to."""
        await run_udp(attempt, remote, sock=self.sock, also=self.also, sends=self.sends, once_s=once_s)

    def post(self, data: bytes, remote: Endpoint) -> None:
        """Send it once."""
        self.sock.send(data, remote)


@dataclass(frozen=True, slots=True)
class StreamChannel:
    """A connection that somebody else opens and closes."""

    stream: TcpStream
    framer: StreamFramer = field(default_factory=StreamFramer)

    @property
    def local(self) -> Endpoint:
        """Our end of the connection."""
        return self.stream.local

    async def ask(self, attempt: Attempt, remote: Endpoint, once_s: float | None = None) -> None:
        """Ask once; what the stream already holds of later messages is kept for the next request."""
        until = None if once_s is None else asyncio.get_running_loop().time() + once_s
        await ask_on(self.stream, self.framer, attempt, until)

    def post(self, data: bytes, remote: Endpoint) -> None:
        """Send it on the connection, which leads to one server only."""
        self.stream.post(data)


@asynccontextmanager
async def open_channel(
    transport: Transport, server: Endpoint, *, sends: int = len(SEND_AT_S)
) -> AsyncIterator[Channel]:
    """A flow from a fresh port; raises :class:`~app.network.tcp.NotConnected` where TCP cannot connect.

    *sends* is how often a request is sent over UDP at most.
    """
    if transport == "udp":
        async with await open_udp(towards=server) as sock:
            yield UdpChannel(sock, sends=sends)
        return
    async with await open_tcp(server, timeout=GIVE_UP_S) as stream:
        yield StreamChannel(stream)
