"""TCP segments back in order: each direction of a connection as the runs of bytes that the capture holds whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from app.commands.capture.frames import Segment
from app.model.endpoint import Endpoint

MAX_RUN: Final = 4 * 1024 * 1024
"""Bytes of one direction that are kept."""
_WRAP: Final = 1 << 32


class Run(NamedTuple):
    """Consecutive bytes of one direction of a connection."""

    source: Endpoint
    destination: Endpoint
    data: bytes


def read_runs(segments: Iterable[Segment]) -> Iterator[Run]:
    """The byte runs of all TCP connections, in the order in which they begin."""
    directions: dict[tuple[Endpoint, Endpoint], list[Segment]] = {}
    for segment in segments:
        directions.setdefault((segment.source, segment.destination), []).append(segment)
    for (source, destination), parts in directions.items():
        for data in _joined(parts):
            yield Run(source, destination, data)


def _joined(parts: list[Segment]) -> Iterator[bytes]:
    """Payloads in sequence order, what was sent again only once; a gap starts a new run."""
    first = parts[0].sequence
    placed = sorted(((_place(part, first), part.payload) for part in parts if part.payload), key=lambda item: item[0])
    run, end = bytearray(), None
    for place, payload in placed:
        if end is not None and place > end:
            yield bytes(run)
            run, end = bytearray(), None
        fresh = payload if end is None else payload[end - place :]
        run += fresh[: MAX_RUN - len(run)]
        end = place + len(payload) if end is None else max(end, place + len(payload))
    if run:
        yield bytes(run)


def _place(part: Segment, first: int) -> int:
    """Where the payload begins, counted from the first segment seen; numbers wrap at 2**32 (RFC 9293)."""
    distance = (part.sequence + part.opens - first) % _WRAP
    return distance - _WRAP if distance >= _WRAP // 2 else distance
