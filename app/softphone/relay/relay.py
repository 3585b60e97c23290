"""Listens on loopback for the softphone, and carries its messages over TLS to one server."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.model.endpoint import Endpoint
from app.model.fact_words import Direction, Outcome, TlsProblem
from app.network.tcp import NotConnected, TcpStream, open_tcp
from app.network.tcp_listen import TcpListener, listen_tcp
from app.protocols.sip_stream import StreamFramer
from app.softphone.relay.edits import Sides, towards_phone, towards_server

if TYPE_CHECKING:
    import ssl

CONNECT_S: Final = 6.0
LOOPBACK: Final = "127.0.0.1"
MOST_CONNECTIONS: Final = 2
"""The softphone's own, and the one that takes its place."""

Carried = Callable[[Direction, bytes], None]
"""Told of each message as it is on the wire between us and the server."""


@dataclass(slots=True)
class TlsRelay:
    """One server behind a local port. ``failure`` says why the last connection could not be made or was lost."""

    server: Endpoint
    server_name: str
    context: ssl.SSLContext
    carried: Carried
    failure: Outcome | None = None
    problem: TlsProblem | None = None
    security: tuple[str, str] | None = None
    _listener: TcpListener | None = field(default=None, repr=False)

    @property
    def local(self) -> Endpoint:
        """Where the softphone finds us."""
        assert self._listener is not None
        return self._listener.local

    async def open(self) -> None:
        """Listen; raises :class:`~app.model.errors.UserError` ``port_taken``."""
        self._listener = await listen_tcp(Endpoint(LOOPBACK, 0), self._serve, most=MOST_CONNECTIONS)

    async def close(self) -> None:
        """End every connection. The softphone must have let go before."""
        listener, self._listener = self._listener, None
        if listener is not None:
            await listener.close()

    async def _serve(self, phone: TcpStream) -> None:
        if not await asyncio.to_thread(is_our_own, phone.remote, self.local):
            return
        try:
            server = await open_tcp(self.server, timeout=CONNECT_S, tls=self.context, server_name=self.server_name)
        except NotConnected as trouble:
            self.failure, self.problem = trouble.outcome, trouble.problem
            return
        self.failure = self.problem = None
        async with server:
            self.security = server.security
            await self._carry(phone, server)

    async def _carry(self, phone: TcpStream, server: TcpStream) -> None:
        """Both ways, until either side ends."""
        sides = Sides(self.local, phone.remote, server.local)
        ways = (
            asyncio.ensure_future(self._up(phone, server, sides)),
            asyncio.ensure_future(self._down(server, phone, sides)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _up(self, phone: TcpStream, server: TcpStream, sides: Sides) -> None:
        framer = StreamFramer()
        while not framer.broken and (data := await phone.receive()):
            for message in framer.feed(data):
                changed = towards_server(message, sides)
                if await server.send(changed) is not None:
                    return
                self.carried("outbound", changed)

    async def _down(self, server: TcpStream, phone: TcpStream, sides: Sides) -> None:
        framer = StreamFramer()
        while not framer.broken and (data := await server.receive()):
            for message in framer.feed(data):
                self.carried("inbound", message)
                if await phone.send(towards_phone(message, sides)) is not None:
                    return


def is_our_own(peer: Endpoint, listener: Endpoint) -> bool:
    """Whether *peer* is a socket of this very process: a local port is open to every program of the computer.

    A system that does not even tell of our own *listener* tells nothing; then the port's number is the only secret.
    """
    import psutil

    try:
        own = psutil.Process(os.getpid()).net_connections(kind="tcp4")
    except (psutil.Error, OSError):
        return True
    known = {tuple(connection.laddr) for connection in own if connection.laddr}
    return tuple(peer) in known or tuple(listener) not in known
