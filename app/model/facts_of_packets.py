"""What a probe can record of single packets of sound: their RTP headers, never what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from app.model.fact_words import Direction


@dataclass(frozen=True, slots=True)
class RtpHeaders:
    """RTP headers (RFC 3550 section 5.1) of one source in one direction of one call, at this computer's end.

    ``seen`` ``"packets"``: each header as our own socket had it. ``"stream"``: the softphone's newest numbers, looked
    at every 20 ms; their times are those of the looks, the marker bit is not known, of packets that came between two
    looks the highest numbers are taken, and ``payload_type`` is the one agreed on. ``packets`` counts the whole
    stream; ``rows`` hold its begin and what is around each irregularity (:mod:`app.model.header_rows`). The first row
    is ``age_s`` older than this record.
    """

    kind: ClassVar[str] = "rtp.headers"
    purpose: str
    direction: Direction
    source: str
    target: str
    ssrc: int
    payload_type: int
    seen: Literal["packets", "stream"]
    packets: int
    age_s: float
    rows: str
