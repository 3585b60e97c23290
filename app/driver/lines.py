"""Bytes of a pipe to lines, with a bound on memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.model.wire import MAX_LINE

CHUNK: Final = 65536


class TooLong:
    """Stands where a line longer than the bound was thrown away."""


TOO_LONG: Final = TooLong()


class LineSplitter:
    """Feed it what the pipe gives; it yields whole lines without their newline."""

    def __init__(self, limit: int = MAX_LINE) -> None:
        self._limit = limit
        self._pending = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> Iterator[bytes | TooLong]:
        """The lines that *data* completes; a line above the limit is dropped up to its newline and reported once."""
        first, *rest = data.split(b"\n")
        yield from self._grow(first)
        for part in rest:
            yield from self._end_line()
            yield from self._grow(part)

    def _grow(self, part: bytes) -> Iterator[TooLong]:
        if self._skipping:
            return
        self._pending += part
        if len(self._pending) > self._limit:
            self._pending.clear()
            self._skipping = True
            yield TOO_LONG

    def _end_line(self) -> Iterator[bytes]:
        if not self._skipping:
            yield bytes(self._pending)
        self._pending.clear()
        self._skipping = False
