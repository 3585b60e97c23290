"""Translating address and port on loopback: one inside socket, and a fresh outside socket for each flow behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.facts import Direction
from app.network.tcp import NotConnected, TcpStream, open_tcp
from app.network.tcp_listen import TcpListener, listen_tcp
from app.network.udp import UdpSocket, adopt_udp, bound_socket, open_udp
from app.practice.line import Line
from app.protocols.sip_stream import StreamFramer

LOOPBACK: Final = "127.0.0.1"
MOST_FLOWS: Final = 256
CONNECT_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Passage:
    """What becomes of a packet; *inside* is where a packet for the inside goes.

    ``answered``: the network itself answers with *data*, and nothing goes further.
    """

    data: bytes
    inside: Endpoint
    answered: bool = False
    later_s: float = 0.0
    """Kept back for so long."""


Treat = Callable[[bytes, Direction, Endpoint], Passage | None]
"""From a packet, its direction and the flow's inside address to what is sent on; ``None`` drops it."""
Mapped = Callable[[Endpoint, Endpoint], None]
"""Told of each new flow: its outside address on loopback, and its inside address."""
Stranger = Callable[[Endpoint, Endpoint], "UdpForwarder | None"]
"""From who knocks at a flow, other than the server, and the flow's inside address to the way by which it comes in."""


def nobody(source: Endpoint, inside: Endpoint) -> UdpForwarder | None:
    """No stranger gets in."""
    return None


@dataclass(slots=True)
class _Flow:
    outside: UdpSocket
    task: asyncio.Task[None]


class UdpForwarder:
    """Stands for *server* on ``local``; made without waiting, so that an address can be announced at once."""

    def __init__(
        self,
        server: Endpoint,
        treat: Treat,
        mapped: Mapped,
        line: Line,
        port: int = 0,
        stranger: Stranger = nobody,
        restless: bool = False,
    ) -> None:
        self._restless, self._left = restless, 0
        self.speaks_through: UdpForwarder | None = None
        """Where the far end's packets come from, seen from inside, if not from here."""
        self._socket = bound_socket(Endpoint(LOOPBACK, port))
        self._stranger = stranger
        self._inside: UdpSocket | None = None
        self.local = Endpoint(*self._socket.getsockname()[:2])
        self._server, self._treat, self._mapped, self._line = server, treat, mapped, line
        self._flows: dict[Endpoint, _Flow] = {}
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Release every port."""
        tasks = [self._task, *(flow.task for flow in self._flows.values())]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._socket.close()
        for flow in self._flows.values():
            flow.outside.close()

    def abandon(self) -> None:
        """Give the port back before anything has used it."""
        self._task.cancel()
        self._socket.close()

    async def _run(self) -> None:
        async with await adopt_udp(self._socket) as inside:
            self._inside = inside
            while True:
                got = await inside.receive()
                if got is None:
                    continue
                if self._restless:
                    self._leave(got.source)
                flow = self._flows.get(got.source) or await self._open(inside, got.source)
                treated = self._treat(got.data, "outbound", got.source)
                if treated is None:
                    continue
                if treated.answered:
                    inside.send(treated.data, treated.inside)
                else:
                    self._line.carry(
                        "outbound", partial(self._send_out, flow, treated.data), treated.later_s, len(treated.data)
                    )

    def _leave(self, source: Endpoint) -> None:
        """Take another outside port from now on; answers to the old one still come in."""
        if source in self._flows:
            self._left += 1
            self._flows[Endpoint(f"left {self._left}", 0)] = self._flows.pop(source)

    def _send_out(self, flow: _Flow, data: bytes) -> None:
        if not flow.task.done():
            flow.outside.send(data, self._server)

    async def _open(self, inside: UdpSocket, source: Endpoint) -> _Flow:
        if len(self._flows) >= MOST_FLOWS:
            oldest = self._flows.pop(next(iter(self._flows)))
            oldest.task.cancel()
            oldest.outside.close()
        outside = await open_udp(Endpoint(LOOPBACK, 0))
        self._mapped(outside.local, source)
        task = asyncio.get_running_loop().create_task(self._inbound(inside, outside, source))
        self._flows[source] = _Flow(outside, task)
        return self._flows[source]

    async def _inbound(self, inside: UdpSocket, outside: UdpSocket, source: Endpoint) -> None:
        while True:
            got = await outside.receive()
            if got is None:
                continue
            way = self if got.source == self._server else self._stranger(got.source, source)
            treated = self._treat(got.data, "inbound", source) if way is not None else None
            if treated is not None and way is not None:
                through = (way.speaks_through or way)._inside or inside  # a stranger is seen as himself
                deliver = partial(through.send, treated.data, treated.inside)
                self._line.carry("inbound", deliver, treated.later_s, len(treated.data))


class TcpForwarder:
    """The same for TCP: SIP messages pass one by one, each treated as a whole; or bytes as they come."""

    def __init__(
        self, server: Endpoint, treat: Treat, mapped: Mapped, line: Line, *, whole_messages: bool = True
    ) -> None:
        self._server, self._treat, self._mapped, self._line = server, treat, mapped, line
        self._whole = whole_messages
        self._listener: TcpListener | None = None

    async def listen(self, port: int = 0) -> Endpoint:
        """Begin; raises :class:`UserError` ``port_taken``."""
        self._listener = await listen_tcp(Endpoint(LOOPBACK, port), self._serve)
        return self._listener.local

    async def close(self) -> None:
        """End every connection."""
        if self._listener is not None:
            await self._listener.close()

    async def _serve(self, inside: TcpStream) -> None:
        with suppress(NotConnected):
            async with await open_tcp(self._server, timeout=CONNECT_S) as outside:
                self._mapped(outside.local, inside.remote)
                pumps = (
                    asyncio.ensure_future(self._pump(inside, outside, "outbound", inside.remote)),
                    asyncio.ensure_future(self._pump(outside, inside, "inbound", inside.remote)),
                )
                try:
                    await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for pump in pumps:
                        pump.cancel()
                    await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(self, source: TcpStream, target: TcpStream, direction: Direction, flow: Endpoint) -> None:
        framer = StreamFramer()
        while not framer.broken and (data := await source.receive()):
            for message in framer.feed(data) if self._whole else (data,):
                treated = self._treat(message, direction, flow)
                if treated is None:
                    continue
                if not treated.answered:
                    await asyncio.sleep(self._line.delay_s)
                if await (source if treated.answered else target).send(treated.data) is not None:
                    return


def open_pair(
    server: Endpoint, treat: Treat, mapped: Mapped, line: Line, tries: int = 40
) -> tuple[UdpForwarder, UdpForwarder]:
    """Two forwarders on an even port and the next one, for RTP and RTCP of *server* and its next port."""
    after_server = Endpoint(server.host, server.port + 1)
    for _ in range(tries):
        first = bound_socket(Endpoint(LOOPBACK, 0))
        port = int(first.getsockname()[1])
        first.close()
        even = port - port % 2
        with suppress(UserError):
            rtp = UdpForwarder(server, treat, mapped, line, even)
            try:
                return rtp, UdpForwarder(after_server, treat, mapped, line, even + 1)
            except UserError:
                rtp.abandon()
    raise UserError("port_taken", address=LOOPBACK, problem="no free pair")
