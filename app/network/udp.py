"""UDP sockets on asyncio: every datagram with its source and instant, and the ICMP errors that came instead.

The sockets stay unconnected, because a reply from an unexpected address is evidence and must not be filtered away.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Self

from app.model.endpoint import Endpoint
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.model.facts import Outcome
from app.network.failures import outcome_of
from app.network.icmp_queue import IcmpError, ask_for_errors, take_errors
from app.network.route import local_address_towards

MOST_ERRORS_KEPT: Final = 32
SPOILT_PORTS: Final[ContextVar[frozenset[int]]] = ContextVar("spoilt ports", default=frozenset())
"""Ports of an earlier run, never taken as fresh: a router may still treat their connections as it did then."""


@dataclass(frozen=True, slots=True)
class Datagram:
    """What arrived, from where, and when by the event loop's clock (seconds)."""

    data: bytes
    source: Endpoint
    at: float


UdpEvent = Datagram | IcmpError


class UdpSocket(asyncio.DatagramProtocol):
    """A bound socket with a bounded queue: when nobody reads, the newest datagrams are lost, never the memory."""

    def __init__(self, sock: socket.socket, queue: int) -> None:
        self._socket = sock
        self._queue: asyncio.Queue[UdpEvent] = asyncio.Queue(queue)
        self._transport: asyncio.BaseTransport | None = None
        self._clock = asyncio.get_running_loop().time
        self.local = Endpoint(*sock.getsockname()[:2])
        self.refused = asyncio.Event()
        self.errors: list[IcmpError] = []
        self.dropped = 0

    def send(self, data: bytes, to: Endpoint) -> Outcome | None:
        """Send one datagram; returns ``None``, or the name of what kept this computer from sending it."""
        for _ in range(2):  # the error of an earlier datagram may be reported in place of sending this one
            try:
                self._socket.sendto(data, to)
            except OSError as error:
                problem = outcome_of(error)
                self.error_received(error)
            else:
                return None
        return problem

    async def receive(self, timeout: float | None = None) -> Datagram | None:
        """The next datagram, or ``None`` when none came within *timeout* seconds. Errors are only noted."""
        if timeout is None:
            return await self._next_datagram()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                return await self._next_datagram()
        return next((event for event in iter(self._already_here, None) if isinstance(event, Datagram)), None)

    async def _next_datagram(self) -> Datagram:
        while True:
            event = await self._queue.get()
            if isinstance(event, Datagram):
                return event

    async def next_event(self, timeout: float | None = None) -> UdpEvent | None:
        """The next datagram or ICMP error, or ``None`` when neither came within *timeout* seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                return await self._queue.get()
        return self._already_here()

    def _already_here(self) -> UdpEvent | None:
        """What came with the end of the wait: a computer that did not let us run has not lost it."""
        return None if self._queue.empty() else self._queue.get_nowait()

    def set_ttl(self, hops: int) -> None:
        """Let following datagrams live for *hops* routers only."""
        if self._socket.family == socket.AF_INET6:
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, hops)
        else:
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, hops)

    def close(self) -> None:
        """Release the port."""
        if self._transport is not None:
            self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio's start signal."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int] | None) -> None:
        """asyncio's delivery; Windows delivers an ICMP error as a datagram from nowhere."""
        if addr is None:
            self._note(IcmpError(None, None, 3, 3, b"", self._clock()))
        else:
            self._put(Datagram(data, Endpoint(*addr[:2]), self._clock()))

    def error_received(self, exc: Exception) -> None:
        """asyncio's error signal: fetch the ICMP errors behind it."""
        found = False
        for error in take_errors(self._socket, self._clock()):
            found = True
            self._note(error)
        if not found and outcome_of(exc) == "refused":
            self._note(IcmpError(None, None, 3, 3, b"", self._clock()))

    def _note(self, error: IcmpError) -> None:
        if len(self.errors) < MOST_ERRORS_KEPT:
            self.errors.append(error)
        if error.meaning == "refused":
            self.refused.set()
        self._put(error)

    def _put(self, event: UdpEvent) -> None:
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self.dropped += 1


def bound_socket(bind: Endpoint) -> socket.socket:
    """A non-blocking UDP socket on *bind*; raises :class:`UserError` when the port is taken or the address not ours."""
    family = socket.AF_INET6 if ":" in bind.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        sock.bind(bind)
    except OSError as error:
        sock.close()
        problem = os.strerror(error.errno) if error.errno else str(error)
        raise UserError("port_taken", exit_code=NOT_TESTED_EXIT, address=str(bind), problem=problem) from None
    ask_for_errors(sock)
    return sock


async def adopt_udp(sock: socket.socket, queue: int = 256) -> UdpSocket:
    """Attach a socket from :func:`bound_socket` to the running event loop."""
    _, protocol = await asyncio.get_running_loop().create_datagram_endpoint(lambda: UdpSocket(sock, queue), sock=sock)
    return protocol


async def open_udp(bind: Endpoint | None = None, *, towards: Endpoint | None = None, queue: int = 256) -> UdpSocket:
    """Open a socket on *bind*, or on a fresh port of the address that reaches *towards*, or of all IPv4 addresses.

    Raises :class:`UserError` ``port_taken`` when the system refuses the address or port.
    """
    if bind is None:
        host = local_address_towards(towards.host) if towards else None
        bind = Endpoint(host or ("::" if towards and ":" in towards.host else "0.0.0.0"), 0)
    return await adopt_udp(_unspoilt_socket(bind), queue)


def _unspoilt_socket(bind: Endpoint) -> socket.socket:
    """As :func:`bound_socket`; where the system may choose the port, none of :data:`SPOILT_PORTS`."""
    spoilt = SPOILT_PORTS.get()
    refused: list[socket.socket] = []  # kept open, so that the system does not offer them again
    try:
        while (sock := bound_socket(bind)).getsockname()[1] in spoilt and not bind.port:
            refused.append(sock)
    finally:
        for other in refused:
            other.close()
    return sock
