"""Three ways to have a packet come back: a far end that returns it, ICMP echo, and the refusal of a closed port."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import Final, Protocol

from app.model.endpoint import Endpoint
from app.network.echo import EchoSocket
from app.network.icmp_queue import IcmpError
from app.network.udp import UdpSocket, open_udp
from app.probes.voice.tally import Method
from app.protocols.header_book import PacketBooks
from app.protocols.voice_packets import read_answer, read_question, voice_question

QUEUE: Final = 1024
CLOSED_PORT: Final = 33434
"""Nobody listens there; traceroute has begun there for forty years."""


@dataclass(frozen=True, slots=True)
class Back:
    """The packet *number* came back at *at*."""

    number: int
    at: float
    counted: int | None = None
    arrived_s: float | None = None


class Carrier(Protocol):
    """Sends numbered packets and takes back what returns."""

    method: Method
    remote: str

    def send(self, number: int) -> bool:
        """Send one; ``False`` when this computer could not."""
        ...

    async def back(self) -> Back | None:
        """The next that returned; ``None`` for anything else that came."""
        ...

    def close(self) -> None:
        """Release the port."""
        ...


class Returning:
    """A far end that returns voice packets."""

    method: Method = "returned"

    def __init__(self, sock: UdpSocket, to: Endpoint) -> None:
        self._sock, self._to, self.remote = sock, to, str(to)
        self._session = secrets.token_bytes(8)
        self.books = PacketBooks("quality", str(sock.local))

    def send(self, number: int) -> bool:
        """One packet of 172 bytes."""
        packet = voice_question(self._session, number)
        if self._sock.send(packet, self._to) is not None:
            return False
        self.books.add("outbound", packet, self.remote, asyncio.get_running_loop().time())
        return True

    async def back(self) -> Back | None:
        """Only what belongs to our session."""
        got = await self._sock.receive()
        answer = read_answer(got.data, self._session) if got is not None else None
        if got is None or answer is None:
            return None
        self.books.add("inbound", got.data, self.remote, got.at)
        return Back(answer.number, got.at, answer.counted, answer.arrived_us / 1e6)

    def close(self) -> None:
        """Release the port."""
        self._sock.close()


class Refusing(Returning):
    """A host without anybody at that port: its ICMP error quotes our packet (RFC 1122 section 3.2.2.1)."""

    method: Method = "refusal"

    async def back(self) -> Back | None:
        """The number is in the quote."""
        event = await self._sock.next_event()
        question = read_question(event.quoted) if isinstance(event, IcmpError) else None
        return Back(question.number, event.at) if question is not None and event is not None else None


class Echoing:
    """ICMP echo, where the system lets an ordinary program ask it."""

    method: Method = "echo"

    def __init__(self, sock: EchoSocket) -> None:
        self._sock, self.remote = sock, sock.host

    def send(self, number: int) -> bool:
        """One echo request."""
        return self._sock.send(number)

    async def back(self) -> Back | None:
        """An echo reply."""
        number, at = await self._sock.receive()
        return Back(number, at)

    def close(self) -> None:
        """Release the socket."""
        self._sock.close()


async def returning(to: Endpoint) -> Carrier:
    """Towards a far end that may return packets."""
    return Returning(await open_udp(towards=to, queue=QUEUE), to)


async def towards_gateway(host: str) -> Carrier | None:
    """The best way that the gateway at *host* answers; ``None``: it answers none."""
    sock = EchoSocket.open(host)
    if sock is not None:
        echo = Echoing(sock)
        if await answers(echo):
            return echo
        echo.close()
    to = Endpoint(host, CLOSED_PORT)
    refusing = Refusing(await open_udp(towards=to, queue=QUEUE), to)
    if await answers(refusing):
        return refusing
    refusing.close()
    return None


async def answers(carrier: Carrier, tries: int = 3, each_s: float = 0.4) -> bool:
    """Whether any of a few packets comes back."""
    for number in range(tries):
        if not carrier.send(number):
            return False
        try:
            async with asyncio.timeout(each_s):
                while await carrier.back() is None:
                    continue
                return True
        except TimeoutError:
            continue
    return False
