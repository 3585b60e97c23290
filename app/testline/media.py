"""One call's sound: a pair of sockets, an even sender, and counts of what comes in.

Nothing is sent to an address from which nothing has arrived: whoever wants sound sends sound first.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.network.udp import Datagram, UdpSocket, adopt_udp, bound_socket
from app.protocols.dtmf import DtmfReceiver
from app.protocols.g711 import Law
from app.protocols.rtcp import is_rtcp
from app.protocols.rtp import CLOCK_HZ, FRAME, ReceptionStatistics, RtpPacket, build_rtp, parse_rtp
from app.protocols.telephone_event import EventReceiver
from app.testline.config import AddressView
from app.testline.hearing import Hearing
from app.testline.limits import TokenBucket

FRAME_S: Final = FRAME / CLOCK_HZ
MOVE_AFTER: Final = 5
"""Packets in a row from another address before sound follows it there."""
MOST_SOURCES: Final = 8
FIRST_DYNAMIC: Final = 96
EVENT_BYTES: Final = 4
PORT_TRIES: Final = 40
Receive = Callable[[RtpPacket], None]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What offer and answer settled; ``sending``: whether the caller wants to hear us."""

    payload_type: int
    law: Law
    telephone_event: int | None
    sending: bool = True


class MediaSession:
    """Sockets and counts of one call. ``on_packet`` is told of each counted packet, ``on_key`` of each key press."""

    def __init__(self, rtp: UdpSocket, rtcp: UdpSocket, packets_per_second: float) -> None:
        self._rtp, self._rtcp = rtp, rtcp
        self._clock = asyncio.get_running_loop().time
        self._bucket = TokenBucket(packets_per_second, packets_per_second, self._clock)
        self._tasks: list[asyncio.Task[None]] = []
        self._candidate: tuple[Endpoint | None, int] = (None, 0)
        self.local = rtp.local
        self.agreement: Agreement | None = None
        self.on_packet: Receive | None = None
        self.on_key: Callable[[str], None] | None = None
        self.on_rtcp: Callable[[Datagram, UdpSocket], None] | None = None
        self.peer: Endpoint | None = None
        self.peer_known = asyncio.Event()
        self.sources: list[Endpoint] = []
        self.statistics = ReceptionStatistics()
        self.remote_ssrc: int | None = None
        self.hearing = Hearing()
        self.keys = EventReceiver()
        self.tones: DtmfReceiver | None = None
        """Set where keys may also come as tones in the sound."""
        self.unexpected = 0
        self.strange = 0
        self.strange_payload = 0
        """Packets like telephone events under a payload number that was not agreed on, and that number."""
        self.reports_received = 0
        self.last_at = self._clock()
        self.view: AddressView | None = None
        """How the caller's addresses look from here."""
        self.ssrc = random.getrandbits(32)
        self.sequence = random.getrandbits(15)
        self.timestamp = random.getrandbits(31)
        self.packets_sent = 0
        self.octets_sent = 0

    @property
    def view_of_peer(self) -> Endpoint | None:
        """Where sound comes from, as it looks from here."""
        return self.peer if self.peer is None or self.view is None else self.view.seen(self.peer)

    def start(self) -> None:
        """Begin to receive."""
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._receive(socket)) for socket in (self._rtp, self._rtcp)]

    async def close(self) -> None:
        """Release both ports."""
        self._rtp.close()
        self._rtcp.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def send(self, payload: bytes, payload_type: int, *, timestamp: int | None = None, marker: bool = False) -> None:
        """Send one packet to where sound comes from, if it is known and the call is not on hold."""
        if self.peer is None or self.agreement is None or not self.agreement.sending:
            return
        stamp = self.timestamp if timestamp is None else timestamp
        packet = RtpPacket(payload_type, self.sequence, stamp, self.ssrc, payload, marker)
        self.sequence = (self.sequence + 1) & 0xFFFF
        self.packets_sent += 1
        self.octets_sent += len(payload)
        self._rtp.send(build_rtp(packet), self.peer)

    def start_anew(self) -> None:
        """What follows is another source of sound, with numbers of its own (RFC 3550 section 8.2)."""
        self.ssrc = random.getrandbits(32)
        self.sequence, self.timestamp = random.getrandbits(15), random.getrandbits(31)

    async def play(self, frames: Iterable[bytes | None]) -> None:
        """Send *frames* at an even pace, from the moment it is known where to; nothing for a frame that is ``None``."""
        await self.peer_known.wait()
        start = self._clock()
        for count, frame in enumerate(frames):
            if self.agreement is not None and frame is not None:
                self.send(frame, self.agreement.payload_type, marker=not count)
            self.timestamp = (self.timestamp + FRAME) & 0xFFFFFFFF
            await asyncio.sleep(max(0.0, start + (count + 1) * FRAME_S - self._clock()))

    async def _receive(self, socket: UdpSocket) -> None:
        while True:
            datagram = await socket.receive()
            if datagram is None:
                continue
            if is_rtcp(datagram.data):
                if self.on_rtcp is not None:
                    self.on_rtcp(datagram, socket)
            elif socket is self._rtp and self._bucket.take():
                self._take(datagram)

    def _take(self, datagram: Datagram) -> None:
        packet = parse_rtp(datagram.data)
        agreed = self.agreement
        if packet is None or agreed is None or packet.payload_type not in (agreed.payload_type, agreed.telephone_event):
            self.unexpected += 1
            if packet is not None and packet.payload_type >= FIRST_DYNAMIC and len(packet.payload) == EVENT_BYTES:
                self.strange, self.strange_payload = self.strange + 1, packet.payload_type
            return
        if not self._follow(datagram.source):
            self.unexpected += 1
            return
        if packet.ssrc != self.remote_ssrc and self.remote_ssrc is not None:
            self.statistics.new_source()
        self.remote_ssrc = packet.ssrc
        self.last_at = datagram.at
        self._count(packet, agreed, datagram.at)

    def _count(self, packet: RtpPacket, agreed: Agreement, at: float) -> None:
        is_key = packet.payload_type == agreed.telephone_event
        self.statistics.add(packet, at, timed=not is_key)
        if is_key:
            key = self.keys.add(packet)
            if key and self.on_key is not None:
                self.on_key(key)
        else:
            samples = self.hearing.add(packet.payload, agreed.law)
            tone = self.tones.add(samples) if self.tones is not None else None
            if tone and self.on_key is not None:
                self.on_key(tone)
        if self.on_packet is not None:
            self.on_packet(packet)

    def _follow(self, source: Endpoint) -> bool:
        """Whether *source* is where sound comes from; a new one takes over when it alone is heard."""
        if source == self.peer:
            self._candidate = (None, 0)
            return True
        count = self._candidate[1] + 1 if self._candidate[0] == source else 1
        self._candidate = (source, count)
        if self.peer is not None and count < MOVE_AFTER:
            return False
        self.peer = source
        self.peer_known.set()
        if len(self.sources) < MOST_SOURCES and source not in self.sources:
            self.sources.append(source)
        return True


async def open_media(host: str, ports: tuple[int, int], packets_per_second: float) -> MediaSession:
    """Open an even port for RTP and the next one for RTCP; raises :class:`UserError` when none is free."""
    for attempt in range(PORT_TRIES):
        try:
            return MediaSession(*await _open_pair(host, _even_port(ports)), packets_per_second)
        except UserError:
            if attempt == PORT_TRIES - 1:
                raise
    raise AssertionError("unreachable")


async def _open_pair(host: str, port: int) -> tuple[UdpSocket, UdpSocket]:
    rtp = await adopt_udp(bound_socket(Endpoint(host, port)))
    try:
        return rtp, await adopt_udp(bound_socket(Endpoint(host, port + 1)))
    except BaseException:
        rtp.close()
        raise


def _even_port(ports: tuple[int, int]) -> int:
    """A port to try; without a range, from those that systems give to programs on their own."""
    first, last = ports if ports[0] else (49152, 65534)
    return random.randrange(first + first % 2, max(first + 2, last), 2)
