"""A test line with its sockets: ``async with TestLine(config) as line``."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from contextlib import AsyncExitStack
from typing import ClassVar, Final, Literal, Self

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.network.tcp import TcpStream
from app.network.tcp_listen import TcpListener, listen_tcp
from app.network.udp import UdpSocket, open_udp
from app.protocols.sip_stream import PING, PONG, StreamFramer
from app.testline.call import Call, CallRecord
from app.testline.channel import Channel
from app.testline.config import TestLineConfig
from app.testline.core import Core
from app.testline.packets import Packets
from app.testline.registrar import Binding
from app.testline.stun_service import StunService

MOST_SECURED: Final = 200


class TestLine:
    """Listens while it is entered; ``udp``, ``tcp``, ``tls`` and ``stun`` say where. ``records`` has the last calls."""

    __test__: ClassVar[bool] = False

    def __init__(self, config: TestLineConfig | None = None) -> None:
        self.config = config or TestLineConfig()
        self.udp: tuple[Endpoint, ...] = ()
        self.tcp: tuple[Endpoint, ...] = ()
        self.tls: tuple[Endpoint, ...] = ()
        self.stun: Endpoint | None = None
        self.knocking: Endpoint | None = None
        """Where knocks come from."""
        self.stun_other_port: Endpoint | None = None
        self.secured: deque[tuple[str, str]] = deque(maxlen=MOST_SECURED)
        """Protocol and cipher of the last connections under TLS, the newest last."""
        self._stack = AsyncExitStack()
        self._core: Core | None = None

    @property
    def calls(self) -> tuple[Call, ...]:
        """Calls that are up."""
        return tuple(self._core.switchboard.calls.values()) if self._core else ()

    @property
    def records(self) -> deque[CallRecord]:
        """Calls that are over, the newest last."""
        return self._core.switchboard.records if self._core else deque()

    def bindings(self, user: str) -> tuple[Binding, ...]:
        """What *user* has registered."""
        return self._core.registrar.bindings(user) if self._core else ()

    async def __aenter__(self) -> Self:
        """Take all ports; raises :class:`UserError` ``port_taken``, and then holds none."""
        self._core = core = Core(self.config)
        packets = Packets(self.config.view, self.config.limits, asyncio.get_running_loop().time)
        async with AsyncExitStack() as stack:
            self.udp = tuple([await self._open_udp(stack, core, packets, port) for port in self.config.udp_ports])
            knocking = await open_udp(Endpoint(self.config.listen, 0), queue=1)
            stack.callback(knocking.close)
            core.knocker.send, core.knocker.local = knocking.send, knocking.local
            self.knocking = knocking.local
            self.tcp = tuple([await self._open_tcp(stack, core, port) for port in self.config.tcp_ports])
            self.tls = tuple([await self._open_tcp(stack, core, port, "tls") for port in self.config.tls_ports])
            if self.config.stun_port is not None:
                await self._open_stun(stack, packets, self.config.stun_port)
            stack.push_async_callback(core.close)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _open_udp(self, stack: AsyncExitStack, core: Core, packets: Packets, port: int) -> Endpoint:
        socket = await open_udp(Endpoint(self.config.listen, port), queue=1024)
        stack.callback(socket.close)
        task = asyncio.create_task(_read_udp(socket, core, packets))
        stack.push_async_callback(_cancel, task)
        return socket.local

    async def _open_tcp(
        self, stack: AsyncExitStack, core: Core, port: int, transport: Literal["tcp", "tls"] = "tcp"
    ) -> Endpoint:
        limits = self.config.limits

        async def serve(stream: TcpStream) -> None:
            if stream.security is not None:
                self.secured.append(stream.security)
            await _read_stream(stream, core, transport, limits.tcp_idle_s)

        place, most = Endpoint(self.config.listen, port), limits.tcp_connections
        tls = _context(self.config) if transport == "tls" else None
        listener: TcpListener = await listen_tcp(place, serve, most=most, tls=tls)
        stack.push_async_callback(listener.close)
        return listener.local

    async def _open_stun(self, stack: AsyncExitStack, packets: Packets, port: int) -> None:
        service = await StunService.open(Endpoint(self.config.listen, port), packets, self.config.stun_other)
        stack.push_async_callback(service.close)
        self.stun, self.stun_other_port = service.local, service.other


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _read_udp(socket: UdpSocket, core: Core, packets: Packets) -> None:
    while True:
        datagram = await socket.receive()
        if datagram is not None and not packets.takes(datagram.data, socket, datagram.source):
            core.receive(datagram.data, Channel("udp", socket.local, datagram.source, socket.send))


def _context(config: TestLineConfig) -> ssl.SSLContext:
    """Raises :class:`UserError` ``testline_certificate``."""
    from app.network.tls import server_context

    identity = config.tls
    if identity is None:
        raise UserError("testline_certificate", path="[tls] certificate", problem="it is not given")
    try:
        return server_context(identity.certificate, identity.key, ancient=identity.ancient)
    except OSError as error:  # ssl.SSLError is a kind of it
        problem = error.strerror or str(error)
        raise UserError("testline_certificate", path=str(identity.certificate), problem=problem) from None


async def _read_stream(stream: TcpStream, core: Core, transport: Literal["tcp", "tls"], idle_s: float) -> None:
    """Read one connection until it ends, falls silent, or stops making sense."""
    framer = StreamFramer()
    channel = Channel(transport, stream.local, stream.remote, lambda data, _: stream.post(data))
    while not framer.broken:
        data = await stream.receive(idle_s)
        if not data:
            return
        for message in framer.feed(data):
            if message == PING:
                stream.post(PONG)
            else:
                core.receive(message, channel)
