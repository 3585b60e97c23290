"""Keeps the RTP headers worth keeping of a stream of any length: its begin, and a second around each irregularity."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final, Literal

from app.model.facts import Direction, RtpHeaders
from app.model.header_rows import MOST_ROWS, HeaderRow, pack_rows
from app.protocols.rtp import HEADER, parse_rtp

BEGIN: Final = 7500
"""Two and a half minutes of speech, as long as the held call of a check: those are kept whole."""
AROUND: Final = 50
LATE_S: Final = 0.1
"""So long without a packet is an irregularity, as is a number that does not follow the one before."""
MOST_SOURCES: Final = 4


@dataclass(slots=True)
class HeaderBook:
    """One source. Times are of any steady clock in seconds."""

    ssrc: int
    payload_type: int
    packets: int = 0
    first: float = 0.0
    _rows: list[HeaderRow] = field(default_factory=list)
    _before: deque[HeaderRow] = field(default_factory=lambda: deque(maxlen=AROUND))
    _after: int = BEGIN
    _last: HeaderRow | None = None

    def add(self, at: float, sequence: int, timestamp: int, size: int, *, marker: bool = False) -> None:
        """The next packet in the order of time."""
        if not self.packets:
            self.first = at
        self.packets += 1
        row = HeaderRow(at - self.first, sequence, timestamp, size, marker)
        if self._last is not None and _is_irregular(self._last, row):
            self._keep(*self._before)
            self._before.clear()
            self._after = max(self._after, AROUND)
        self._last = row
        if self._after:
            self._after -= 1
            self._keep(row)
        else:
            self._before.append(row)

    def _keep(self, *rows: HeaderRow) -> None:
        self._rows += rows[: MOST_ROWS - len(self._rows)]

    def fact(
        self,
        purpose: str,
        direction: Direction,
        ends: tuple[str, str],
        now: float,
        seen: Literal["packets", "stream"] = "packets",
    ) -> RtpHeaders:
        """What was kept; *ends* are where the packets came from and went to."""
        rows = pack_rows(self._rows)
        age_s = round(now - self.first, 4)
        return RtpHeaders(
            purpose, direction, *ends, self.ssrc, self.payload_type, seen, self.packets, age_s, rows
        )  # fmt: skip


def _is_irregular(before: HeaderRow, row: HeaderRow) -> bool:
    return row.at_s - before.at_s >= LATE_S or (row.sequence - before.sequence) & 0xFFFF != 1


@dataclass(slots=True)
class PacketBooks:
    """The streams of one socket, both directions, each source of each direction by itself."""

    purpose: str
    ours: str
    _books: dict[tuple[Direction, str, int], HeaderBook] = field(default_factory=dict)

    def add(self, direction: Direction, data: bytes, far: str, at: float) -> None:
        """A datagram; anything but RTP is passed over, as are sources beyond the first few."""
        packet = parse_rtp(data)
        if packet is None:
            return
        key = direction, far, packet.ssrc
        book = self._books.get(key)
        if book is None:
            if len(self._books) >= MOST_SOURCES:
                return
            book = self._books[key] = HeaderBook(packet.ssrc, packet.payload_type)
        size = len(data) - HEADER.size
        book.add(at, packet.sequence, packet.timestamp, size, marker=packet.marker)

    def facts(self, now: float) -> list[RtpHeaders]:
        """One for each source."""
        return [
            book.fact(self.purpose, direction, (self.ours, far) if direction == "outbound" else (far, self.ours), now)
            for (direction, far, _), book in self._books.items()
        ]
