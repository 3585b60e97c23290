"""The figures of a call's sound at one moment. Nothing here loads pjsua2."""

from __future__ import annotations

from typing import NamedTuple


class StreamMark(NamedTuple):
    """How many packets and payload bytes so far, and the numbers of the newest; ``ssrc`` ``None``: not told here."""

    packets: int
    octets: int
    sequence: int
    timestamp: int
    ssrc: int | None = None


class StreamLook(NamedTuple):
    """The counts of one moment; ``source`` and ``reports_from`` are empty where nothing came.

    ``sent`` and ``received`` are ``None`` before the first packet, and where this system does not tell.
    """

    packets: int
    lost: int
    source: str
    reports_from: str
    jitter_ms: float | None = None
    sent: StreamMark | None = None
    received: StreamMark | None = None
