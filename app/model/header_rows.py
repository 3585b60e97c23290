"""Rows of RTP headers as one short text: columns of differences, deflated, in Base64. No I/O.

A packet every 20 ms differs from the one before by the same few numbers, so a row costs about two bytes.
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

MOST_ROWS: Final = 12_000
TICK_S: Final = 1e-4
"""Times are kept to a tenth of a millisecond."""
_ROW_BYTES: Final = 4 + 2 + 4 + 2 + 1
_LONG, _SHORT = 1 << 32, 1 << 16


class HeaderRow(NamedTuple):
    """One packet: seconds after the first row, the numbers of its header, and the bytes that followed it."""

    at_s: float
    sequence: int
    timestamp: int
    size: int
    marker: bool = False


def pack_rows(rows: Sequence[HeaderRow]) -> str:
    """At most :data:`MOST_ROWS` rows."""
    kept = rows[:MOST_ROWS]
    ticks = [min(round(max(0.0, row.at_s) / TICK_S), _LONG - 1) for row in kept]
    columns = (
        _column("I", _differences(ticks, _LONG)),
        _column("H", _differences([row.sequence % _SHORT for row in kept], _SHORT)),
        _column("I", _differences([row.timestamp % _LONG for row in kept], _LONG)),
        _column("H", [min(max(row.size, 0), _SHORT - 1) for row in kept]),
        bytes(row.marker for row in kept),
    )
    return base64.b64encode(zlib.compress(b"".join(columns), 9)).decode("ascii")


def unpack_rows(text: str) -> tuple[HeaderRow, ...]:
    """The rows again; nothing where *text*, which may come from anyone, is no such text. Never raises."""
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(text, validate=True), MOST_ROWS * _ROW_BYTES)
    except (ValueError, binascii.Error, zlib.error):
        return ()
    count, rest = divmod(len(data), _ROW_BYTES)
    if rest or not unpacker.eof or unpacker.unused_data:
        return ()
    whole = struct.unpack(f">{count}I{count}H{count}I{count}H{count}B", data)
    times, sequences, stamps, sizes, markers = (whole[place * count : (place + 1) * count] for place in range(5))
    return tuple(
        HeaderRow(tick * TICK_S, sequence, stamp, size, bool(marker))
        for tick, sequence, stamp, size, marker in zip(
            _sums(times, _LONG), _sums(sequences, _SHORT), _sums(stamps, _LONG), sizes, markers, strict=True
        )
    )


def _column(code: str, values: Sequence[int]) -> bytes:
    return struct.pack(f">{len(values)}{code}", *values)


def _differences(values: Sequence[int], modulus: int) -> list[int]:
    return [(value - before) % modulus for before, value in zip((0, *values), values, strict=False)]


def _sums(values: Iterable[int], modulus: int) -> Iterable[int]:
    return accumulate(values, lambda total, value: (total + value) % modulus)
