"""A packet capture (pcapng) of our own SIP messages, for the tools that support engineers know.

The messages are the shortened ones of the report; their addresses and times are as recorded, their IP and UDP headers
made anew by dpkt, so lengths fit what is shown. Only what this program sent and received is in it.
"""

from __future__ import annotations

import io
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.model.facts import Observation, SipExchange, SipMessage
from app.model.session import Run, Session
from app.report.redaction import Redactor
from app.report.sip_text import sip_lines

_UNKNOWN: Final = "0.0.0.0"
_SIP_PORT: Final = 5060
_LINKTYPE_RAW: Final = 101  # IP packets without a link layer


@dataclass(frozen=True, slots=True)
class _Datagram:
    at: float
    source: str
    target: str
    data: bytes


def render_pcapng(session: Session) -> bytes:
    """The capture of all runs, in the order of time."""
    import dpkt

    out = io.BytesIO()
    block = dpkt.pcapng.InterfaceDescriptionBlockLE(snaplen=0, linktype=_LINKTYPE_RAW)
    writer = dpkt.pcapng.Writer(out, idb=block)
    redactor = Redactor()
    found = [one for run in session.runs for one in _datagrams(run, redactor)]
    for one in sorted(found, key=lambda item: item.at):
        writer.writepkt(_packet(dpkt, one), ts=one.at)
    return out.getvalue()


def _datagrams(run: Run, redactor: Redactor) -> Iterator[_Datagram]:
    start = _started(run.started)
    for observation in run.observations:
        yield from _of(observation, start, redactor)


def _of(observation: Observation, start: float, redactor: Redactor) -> Iterator[_Datagram]:
    fact, at = observation.fact, start + observation.at_s
    if isinstance(fact, SipMessage):
        ends = (_UNKNOWN, fact.peer) if fact.direction == "outbound" else (fact.peer, _UNKNOWN)
        yield _Datagram(at, *ends, _bytes(fact.raw, redactor))
    elif isinstance(fact, SipExchange):
        began = at - (fact.waited_ms or fact.rtt_ms or 0) / 1000
        yield _Datagram(began, fact.local, fact.remote, _bytes(fact.sent, redactor))
        for reply in fact.replies:
            yield _Datagram(began + reply.at_ms / 1000, reply.source, reply.arrived_at, _bytes(reply.raw, redactor))


def _bytes(raw: str, redactor: Redactor) -> bytes:
    lines = "\r\n".join(sip_lines(raw, redactor))
    return (lines if "\r\n\r\n" in lines else f"{lines}\r\n\r\n").encode("utf-8", "replace")[:60_000]


def _packet(dpkt: Any, one: _Datagram) -> bytes:
    source, source_port = _end(one.source)
    target, target_port = _end(one.target)
    if source.version != target.version:
        unknown = ipaddress.ip_address("::" if 6 in (source.version, target.version) else _UNKNOWN)
        source, target = (end if end.version == unknown.version else unknown for end in (source, target))
    udp = dpkt.udp.UDP(sport=source_port, dport=target_port, data=one.data)
    udp.ulen = len(udp)
    if source.version == 6:
        whole = dpkt.ip6.IP6(src=source.packed, dst=target.packed, nxt=17, plen=len(udp), hlim=64, data=udp)
    else:
        whole = dpkt.ip.IP(src=source.packed, dst=target.packed, p=17, ttl=64, data=udp)
        whole.len = len(whole)
    return bytes(whole)


def _end(text: str) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]:
    """Address and port; what is no address becomes the unspecified one, the port SIP's own."""
    host, _, port = text.rpartition(":")
    number = int(port) if port.isascii() and port.isdigit() and int(port) < 65536 else _SIP_PORT
    try:
        return ipaddress.ip_address((host or text).strip("[]")), number
    except ValueError:
        return ipaddress.ip_address(_UNKNOWN), number


def _started(stamp: str) -> float:
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except (ValueError, OverflowError):
        return 0.0
