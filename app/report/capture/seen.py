"""What of a run went over the wire: each message and each packet of sound whose header was kept, with its ends."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from app.model.facts import Observation, RtpHeaders, SipExchange, SipMessage
from app.model.header_rows import unpack_rows
from app.model.session import Run
from app.report.redaction import Redactor
from app.report.sip_text import header_value, sip_lines

Carrier = Literal["udp", "tcp", "tls"]
UNKNOWN: Final = "0.0.0.0:0"
_RTP: Final = struct.Struct("!BBHII")
_MOST_BYTES: Final = 60_000
_CONTENT_LENGTH: Final = re.compile(rb"(?im)^((?:content-length|l)[ \t]*:[ \t]*)\d*")


@dataclass(frozen=True, slots=True)
class Passed:
    """One message or packet. ``whole`` is how many bytes of payload there were, of which *data* is what is kept."""

    at: float
    carrier: Carrier
    source: str
    target: str
    data: bytes
    whole: int
    looked_at: bool = False
    """Its time is that of a look at the softphone's numbers."""


def seen(run: Run, redactor: Redactor) -> Iterator[Passed]:
    """Everything of *run*, in the order of its records."""
    start, own = _started(run.started), _own_ends(run)
    for observation in run.observations:
        yield from _of(observation, start, own, redactor)


def _of(observation: Observation, start: float, own: Mapping[str, str], redactor: Redactor) -> Iterator[Passed]:
    fact, at = observation.fact, start + observation.at_s
    if isinstance(fact, SipMessage):
        ours = own.get(header_value(fact.raw, "call-id")) or own.get(fact.peer, UNKNOWN)
        ends = (ours, fact.peer) if fact.direction == "outbound" else (fact.peer, ours)
        yield _message(at, _carrier(fact.transport), ends, fact.raw, redactor)
    elif isinstance(fact, SipExchange):
        began, carrier = at - (fact.waited_ms or fact.rtt_ms or 0) / 1000, _carrier(fact.transport)
        yield _message(began, carrier, (fact.local, fact.remote), fact.sent, redactor)
        for reply in fact.replies:
            yield _message(began + reply.at_ms / 1000, carrier, (reply.source, reply.arrived_at), reply.raw, redactor)
    elif isinstance(fact, RtpHeaders):
        yield from _packets(fact, at - fact.age_s)


def _packets(fact: RtpHeaders, began: float) -> Iterator[Passed]:
    for row in unpack_rows(fact.rows):
        second = fact.payload_type & 0x7F | (0x80 if row.marker else 0)
        header = _RTP.pack(0x80, second, row.sequence, row.timestamp, fact.ssrc & 0xFFFFFFFF)
        whole, looked_at = len(header) + row.size, fact.seen == "stream"
        yield Passed(began + row.at_s, "udp", fact.source, fact.target, header, whole, looked_at)


def _message(at: float, carrier: Carrier, ends: tuple[str, str], raw: str, redactor: Redactor) -> Passed:
    lines = "\r\n".join(sip_lines(raw, redactor))
    head, separator, body = lines.partition("\r\n\r\n")
    shown = f"{body}\r\n".encode("utf-8", "replace")[:_MOST_BYTES] if separator else b""
    told = _CONTENT_LENGTH.sub(rb"\g<1>%d" % len(shown), head.encode("utf-8", "replace")[:_MOST_BYTES])
    data = told + b"\r\n\r\n" + shown
    return Passed(at, carrier, *ends, data, len(data))


def _carrier(transport: str) -> Carrier:
    """pjsip names some transports by more than their kind."""
    name = transport.casefold()
    return "tls" if "tls" in name else "tcp" if "tcp" in name else "udp"


def _own_ends(run: Run) -> dict[str, str]:
    """Our end of each call, and failing that towards each peer, by the Via of our own requests (RFC 3261, 18.1.1)."""
    ends: dict[str, str] = {}
    for observation in run.observations:
        fact = observation.fact
        if not isinstance(fact, SipMessage) or fact.direction != "outbound" or fact.raw.startswith("SIP/"):
            continue
        sent_by = header_value(fact.raw, "via").partition(";")[0].rpartition(" ")[2]
        if sent_by:
            ends.setdefault(header_value(fact.raw, "call-id"), sent_by)
            ends.setdefault(fact.peer, sent_by)
    return ends


def _started(stamp: str) -> float:
    try:
        return max(0.0, datetime.fromisoformat(stamp).timestamp())
    except (ValueError, OverflowError):
        return 0.0
