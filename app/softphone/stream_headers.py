"""Makes RTP headers of looks at a stream's newest numbers. Pure: the clock is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from app.model.facts import Direction, MediaAgreed, RtpHeaders
from app.protocols.header_book import MOST_SOURCES, HeaderBook
from app.softphone.stream_look import StreamMark

MOST_AT_ONCE: Final = 50
"""Packets between two looks that are told apart; of more than a second only the newest is certain."""


@dataclass(slots=True)
class StreamHeaders:
    """One direction of one call; a stream that is made anew begins another book."""

    direction: Direction
    _books: list[tuple[HeaderBook, str]] = field(default_factory=list)
    _mark: StreamMark | None = None

    def add(self, at: float, mark: StreamMark | None, far: str) -> None:
        """The numbers of now; *far* is where the packets come from or go to."""
        before = self._mark
        if mark is None or (before is not None and mark.packets == before.packets):
            return
        self._mark = mark
        if before is None or mark.ssrc != before.ssrc or not 0 < _ahead(before, mark) <= MOST_AT_ONCE:
            before = None
            self._begin(mark, far)
        if not self._books:
            return
        anew = before is None or mark.packets < before.packets
        base = StreamMark(0, 0, 0, 0) if anew or before is None else before
        size = (mark.octets - base.octets) // max(1, mark.packets - base.packets)
        book, known = self._books[-1]
        self._books[-1] = book, known or far
        for sequence, timestamp in self._between(before, mark, mark.packets - base.packets):
            book.add(at, sequence, timestamp, max(0, size))

    def _begin(self, mark: StreamMark, far: str) -> None:
        """A new source, or one that jumped; of many the last one goes on."""
        known = self._books[-1][0].ssrc if self._books else None
        if known != (mark.ssrc or 0) and len(self._books) < MOST_SOURCES:
            self._books.append((HeaderBook(mark.ssrc or 0, 0), far))

    def _between(self, before: StreamMark | None, mark: StreamMark, count: int) -> list[tuple[int, int]]:
        """Sequence number and timestamp of the *count* packets up to *mark*, as far as they follow from both."""
        newest = [(mark.sequence, mark.timestamp)]
        if before is None:
            return newest
        ahead = _ahead(before, mark)
        step, rest = divmod((mark.timestamp - before.timestamp) & 0xFFFFFFFF, ahead)
        if rest:
            return newest
        passed = ahead if self.direction == "outbound" else min(count, ahead)  # whatever has a number was sent
        behind = range(passed - 1, -1, -1)
        return [((mark.sequence - one) & 0xFFFF, (mark.timestamp - one * step) & 0xFFFFFFFF) for one in behind]

    def facts(self, purpose: str, agreed: MediaAgreed | None, ssrc: int | None, now: float) -> list[RtpHeaders]:
        """One for each stream; *ssrc* is ours as we announced it. Nothing where a source's name is not known."""
        if agreed is None or agreed.announced is None:
            return []
        made = []
        for book, far in self._books:
            name = book.ssrc if self.direction == "inbound" else ssrc
            if name is None:
                continue
            book.ssrc, book.payload_type = name, agreed.payload_type or 0
            ours, theirs = agreed.announced, far or agreed.told or ""
            ends = (ours, theirs) if self.direction == "outbound" else (theirs, ours)
            made.append(book.fact(purpose, self.direction, ends, now, "stream"))
        return made


def _ahead(before: StreamMark, mark: StreamMark) -> int:
    return (mark.sequence - before.sequence) & 0xFFFF
