"""RTP packets and what a receiver counts (RFC 3550 section 5 and appendices A.1, A.3, A.8)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

HEADER: Final = struct.Struct("!BBHII")
VERSION: Final = 2
CLOCK_HZ: Final = 8000
"""The clock of every narrow-band payload here, telephone events included."""
FRAME: Final = 160
"""Samples in a packet of 20 ms."""

MAX_DROPOUT: Final = 3000
MAX_MISORDER: Final = 100
REMEMBERED: Final = 512
"""Sequence numbers behind the highest within which a duplicate is recognised."""
_MASK: Final = (1 << REMEMBERED) - 1


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """One packet; contributing sources and header extension are skipped, padding is taken off."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False


def parse_rtp(data: bytes) -> RtpPacket | None:
    """Read a packet; ``None`` when *data* is not RTP version 2, is RTCP (RFC 5761), or contradicts its own length."""
    if len(data) < HEADER.size or data[0] >> 6 != VERSION or 192 <= data[1] <= 223:
        return None
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
    start = HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big") if len(data) >= start + 4 else len(data) + 1
    padding = data[-1] if first & 0x20 else 0
    end = len(data) - padding
    if end < start or (first & 0x20 and not padding):
        return None
    return RtpPacket(second & 0x7F, sequence, timestamp, ssrc, data[start:end], bool(second & 0x80))


def build_rtp(packet: RtpPacket) -> bytes:
    """Write a packet; sequence number and timestamp wrap."""
    second = packet.payload_type & 0x7F | (0x80 if packet.marker else 0)
    head = HEADER.pack(VERSION << 6, second, packet.sequence & 0xFFFF, packet.timestamp & 0xFFFFFFFF, packet.ssrc)
    return head + packet.payload


class ReceptionStatistics:
    """Counts of one source as its receiver sees it. ``received`` includes duplicates, as RFC 3550 counts.

    A jump of the sequence number by more than :data:`MAX_DROPOUT` that the next packet confirms is a restart of the
    source: counting begins anew from there, what was counted before is kept in the totals.
    """

    def __init__(self, clock_hz: int = CLOCK_HZ) -> None:
        self.clock_hz = clock_hz
        self.received = 0
        self.octets = 0
        self.duplicates = 0
        self.out_of_order = 0
        self.restarts = 0
        self.max_jitter = 0.0
        self._jitter = 0.0
        self._transit: float | None = None
        self._base = 0
        self._highest = 0
        self._seen = 0
        self._expected_before = 0
        self._suspect: int | None = None
        self._interval = (0, 0)

    @property
    def expected(self) -> int:
        """Packets that the sequence numbers say were sent (A.3)."""
        return self._expected_before + (self._highest - self._base + 1 if self._seen else 0)

    @property
    def lost(self) -> int:
        """Packets that never came, duplicates not counted against them."""
        return max(0, self.expected - (self.received - self.duplicates))

    @property
    def cumulative_lost(self) -> int:
        """Expected less received, as RTCP reports it: signed, 24 bits (A.3)."""
        return max(-0x800000, min(0x7FFFFF, self.expected - self.received))

    @property
    def highest_sequence(self) -> int:
        """The highest sequence number with the count of its wraps above (RFC 3550 section 6.4.1)."""
        return self._highest & 0xFFFFFFFF

    @property
    def jitter(self) -> float:
        """Interarrival jitter in clock units (A.8)."""
        return self._jitter

    @property
    def jitter_ms(self) -> float:
        """Interarrival jitter in milliseconds."""
        return self._jitter * 1000 / self.clock_hz

    def add(self, packet: RtpPacket, arrival_s: float, *, timed: bool = True) -> None:
        """Count *packet*, received at *arrival_s* of any steady clock.

        *timed* is false for packets whose timestamp is not their sending time, such as telephone events.
        """
        self.received += 1
        self.octets += len(packet.payload)
        if not self._seen:
            self._start(packet.sequence)
        else:
            self._follow(packet.sequence)
        if timed:
            self._measure_jitter(packet.timestamp, arrival_s)

    def new_source(self) -> None:
        """The sender began anew under another SSRC: keep the totals, compare nothing across the change."""
        self._expected_before = self.expected
        self._seen = 0
        self._suspect = None
        self._transit = None

    def fraction_lost(self) -> int:
        """Loss since the last call, in 1/256 (A.3)."""
        expected, received = self.expected - self._interval[0], self.received - self._interval[1]
        self._interval = (self.expected, self.received)
        lost = expected - received
        return min(255, (lost << 8) // expected) if expected > 0 and lost > 0 else 0

    def _start(self, sequence: int) -> None:
        self._base = self._highest = sequence
        self._seen = 1
        self._suspect = None

    def _follow(self, sequence: int) -> None:
        ahead = (sequence - self._highest) & 0xFFFF
        if 0 < ahead < MAX_DROPOUT:
            self._highest += ahead
            self._seen = (self._seen << ahead | 1) & _MASK
            self._suspect = None
        elif ahead == 0 or ahead > 0x10000 - MAX_MISORDER:
            self._look_back((0x10000 - ahead) & 0xFFFF)
        elif sequence == self._suspect:
            self._restart(sequence)
        else:
            self.received -= 1  # a stray, unless the next packet follows it
            self._suspect = (sequence + 1) & 0xFFFF

    def _look_back(self, behind: int) -> None:
        bit = 1 << behind
        if self._seen & bit:
            self.duplicates += 1
            return
        self.out_of_order += 1
        self._seen |= bit
        self._base = min(self._base, self._highest - behind)

    def _restart(self, sequence: int) -> None:
        """The packet before this one was the first of the new count: it was taken for a stray then."""
        self.restarts += 1
        self.received += 1
        self._expected_before = self.expected
        self._start(sequence - 1)
        self._highest, self._seen = sequence, 0b11
        self._transit = None

    def _measure_jitter(self, timestamp: int, arrival_s: float) -> None:
        transit = arrival_s * self.clock_hz - timestamp
        if self._transit is not None:
            change = abs((transit - self._transit + 0x80000000) % 0x100000000 - 0x80000000)
            self._jitter += (change - self._jitter) / 16
            self.max_jitter = max(self.max_jitter, self._jitter)
        self._transit = transit
