"""RTCP sender and receiver reports (RFC 3550 section 6.4), with the CNAME and the farewell that go with them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

SENDER_REPORT: Final = 200
RECEIVER_REPORT: Final = 201
SOURCE_DESCRIPTION: Final = 202
FAREWELL: Final = 203
MAX_REPORTS: Final = 32
"""Packets read from one datagram."""

_BLOCK: Final = struct.Struct("!IIIIII")
_SENDER: Final = struct.Struct("!QIII")
_NTP_EPOCH: Final = 2_208_988_800
"""Seconds from 1900 to 1970."""


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """What a receiver tells about one source. ``jitter`` is in clock units, ``delay`` in 1/65536 s."""

    ssrc: int
    fraction_lost: int
    cumulative_lost: int
    highest_sequence: int
    jitter: int
    last_report: int = 0
    delay: int = 0


@dataclass(frozen=True, slots=True)
class SenderInfo:
    """What a sender tells about itself: 64-bit NTP time, the same instant in clock units, and its counts."""

    ntp: int
    timestamp: int
    packets: int
    octets: int


@dataclass(frozen=True, slots=True)
class Report:
    """A sender report, or a receiver report when ``sender`` is ``None``."""

    ssrc: int
    sender: SenderInfo | None
    blocks: tuple[ReportBlock, ...]


def ntp_time(unix_s: float) -> int:
    """64-bit NTP time of *unix_s*."""
    return int((unix_s + _NTP_EPOCH) * 0x100000000) & 0xFFFFFFFFFFFFFFFF


def middle_of(ntp: int) -> int:
    """The 32 bits of an NTP time that reports quote back (section 6.4.1, LSR)."""
    return ntp >> 16 & 0xFFFFFFFF


def round_trip_s(block: ReportBlock, arrival_ntp: int) -> float | None:
    """Round trip time in seconds; ``None`` when the far end has no report of ours yet, or the result is negative."""
    if not block.last_report:
        return None
    trip = (middle_of(arrival_ntp) - block.last_report - block.delay) & 0xFFFFFFFF
    return None if trip & 0x80000000 else trip / 65536


def is_rtcp(data: bytes) -> bool:
    """Whether a datagram on an RTP socket is RTCP (RFC 5761 section 4)."""
    return len(data) >= 8 and data[0] >> 6 == 2 and 192 <= data[1] <= 223


def parse_reports(data: bytes) -> tuple[Report, ...]:
    """The sender and receiver reports in a compound packet; what is malformed ends the reading. Never raises."""
    reports: list[Report] = []
    position = 0
    while position + 4 <= len(data) and len(reports) < MAX_REPORTS:
        first, kind, words = struct.unpack_from("!BBH", data, position)
        end = position + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            break
        report = _parse_report(kind, first & 0x1F, data[position + 4 : end])
        reports += [report] if report else []
        position = end
    return tuple(reports)


def _parse_report(kind: int, count: int, body: bytes) -> Report | None:
    start = {SENDER_REPORT: 4 + _SENDER.size, RECEIVER_REPORT: 4}.get(kind)
    if start is None or len(body) < start + count * _BLOCK.size:
        return None
    ssrc = int.from_bytes(body[:4], "big")
    sender = SenderInfo(*_SENDER.unpack_from(body, 4)) if kind == SENDER_REPORT else None
    return Report(ssrc, sender, tuple(_parse_block(body, start + index * _BLOCK.size) for index in range(count)))


def _parse_block(body: bytes, position: int) -> ReportBlock:
    ssrc, loss, highest, jitter, last, delay = _BLOCK.unpack_from(body, position)
    lost = loss & 0xFFFFFF
    return ReportBlock(ssrc, loss >> 24, lost - 0x1000000 if lost & 0x800000 else lost, highest, jitter, last, delay)


def build_report(report: Report, cname: str, *, farewell: bool = False) -> bytes:
    """A compound packet: the report, its CNAME (section 6.5.1, always required), and BYE when asked for."""
    kind = RECEIVER_REPORT if report.sender is None else SENDER_REPORT
    sender = b"" if report.sender is None else _SENDER.pack(*_fields(report.sender))
    blocks = b"".join(map(_build_block, report.blocks[:31]))
    packets = _packet(kind, len(report.blocks[:31]), report.ssrc.to_bytes(4, "big") + sender + blocks)
    packets += _packet(SOURCE_DESCRIPTION, 1, report.ssrc.to_bytes(4, "big") + _cname_item(cname))
    return packets + (_packet(FAREWELL, 1, report.ssrc.to_bytes(4, "big")) if farewell else b"")


def _fields(sender: SenderInfo) -> tuple[int, int, int, int]:
    return sender.ntp, sender.timestamp & 0xFFFFFFFF, sender.packets & 0xFFFFFFFF, sender.octets & 0xFFFFFFFF


def _build_block(block: ReportBlock) -> bytes:
    loss = (block.fraction_lost & 0xFF) << 24 | block.cumulative_lost & 0xFFFFFF
    highest = block.highest_sequence & 0xFFFFFFFF
    return _BLOCK.pack(block.ssrc, loss, highest, block.jitter & 0xFFFFFFFF, block.last_report, block.delay)


def _cname_item(cname: str) -> bytes:
    text = cname.encode("utf-8")[:255]
    item = bytes([1, len(text)]) + text
    return item + bytes(4 - len(item) % 4)


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 2 << 6 | count, kind, len(body) // 4) + body
