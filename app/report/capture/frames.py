"""Puts messages and packets into IP, and those into the blocks of a pcapng file. The packets are made by dpkt."""

from __future__ import annotations

import ipaddress
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from app.report.capture.seen import Passed

_RAW_IP: Final = 101
_EXPORTED_PDU: Final = 252
"""Link types (tcpdump.org): IP without a link layer; what a protocol was given, with tags that say which."""
_SIP_PORT: Final = 5060
INTERFACES: Final = (
    (_RAW_IP, "own sockets"),
    (_RAW_IP, "softphone, looked at every 20 ms: times are those of the looks"),
    (_EXPORTED_PDU, "inside TLS"),
)
_IF_NAME: Final = 2
_LENGTH: Final = struct.Struct("<I")
_LENGTH_PLACE: Final = 24
"""Of the original length in an Enhanced Packet Block."""
_TAGS: Final = {"protocol": 12, "source4": 20, "target4": 21, "source6": 22, "target6": 23, "port_type": 24}
_PORT_TAGS: Final = (25, 26)
_TCP_PORTS: Final = 2
_LATEST: Final = 1e12
"""Seconds since 1970."""
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_End = tuple[_Address, int]


def blocks(passed: Iterable[Passed]) -> Iterator[bytes]:
    """The whole file, block by block, from what passed in the order of time."""
    import dpkt

    yield bytes(dpkt.pcapng.SectionHeaderBlockLE())
    for link, name in INTERFACES:
        options = [dpkt.pcapng.PcapngOptionLE(code=_IF_NAME, data=name.encode()), dpkt.pcapng.PcapngOptionLE(code=0)]
        yield bytes(dpkt.pcapng.InterfaceDescriptionBlockLE(snaplen=0, linktype=link, opts=options))
    streams: Counter[tuple[str, str]] = Counter()
    for one in passed:
        ends = _same_family(_end(one.source), _end(one.target))
        packet = _pdu(ends, one.data) if one.carrier == "tls" else _packet(dpkt, one, ends, streams)
        yield _block(dpkt, packet, one)


def _block(dpkt: Any, packet: bytes, one: Passed) -> bytes:
    """The second of its lengths counts what was on the wire, the first what is kept of it."""
    micros = int(min(one.at, _LATEST) * 1e6) if one.at > 0 else 0
    block = dpkt.pcapng.EnhancedPacketBlockLE(
        iface_id=2 if one.carrier == "tls" else int(one.looked_at),
        ts_high=micros >> 32,
        ts_low=micros & 0xFFFFFFFF,
        pkt_data=packet,
    )
    made = bytearray(bytes(block))  # dpkt takes every packet for whole
    _LENGTH.pack_into(made, _LENGTH_PLACE, len(packet) + one.whole - len(one.data))
    return bytes(made)


def _packet(dpkt: Any, one: Passed, ends: tuple[_End, _End], streams: Counter[tuple[str, str]]) -> bytes:
    """What was not kept is cut off after the lengths were made."""
    cut = one.whole - len(one.data)
    if one.carrier == "tcp":
        payload, protocol = _segment(dpkt, one, ends, streams), 6
    else:
        payload, protocol = dpkt.udp.UDP(sport=ends[0][1], dport=ends[1][1], data=one.data + bytes(cut)), 17
        payload.ulen = len(payload)
    source, target = ends[0][0], ends[1][0]
    if source.version == 6:
        whole = dpkt.ip6.IP6(src=source.packed, dst=target.packed, nxt=protocol, hlim=64, data=payload)
        whole.plen = len(payload)
    else:
        whole = dpkt.ip.IP(src=source.packed, dst=target.packed, p=protocol, ttl=64, data=payload)
        whole.len = len(whole)
    packet = bytes(whole)
    return packet[: len(packet) - cut]


def _segment(dpkt: Any, one: Passed, ends: tuple[_End, _End], streams: Counter[tuple[str, str]]) -> Any:
    """Numbers count the bytes that are in this file: what of the connection was not ours to keep is not counted."""
    there, back = (one.source, one.target), (one.target, one.source)
    begin = 1 + streams[there]
    streams[there] += len(one.data)
    return dpkt.tcp.TCP(
        sport=ends[0][1],
        dport=ends[1][1],
        seq=begin & 0xFFFFFFFF,
        ack=(1 + streams[back]) & 0xFFFFFFFF,
        flags=dpkt.tcp.TH_ACK | dpkt.tcp.TH_PUSH,
        win=65535,
        data=one.data,
    )


def _pdu(ends: tuple[_End, _End], data: bytes) -> bytes:
    """An exported PDU: tags of type and length, the last one empty, then the message."""
    (source, source_port), (target, target_port) = ends
    family = "6" if source.version == 6 else "4"
    tags = [
        (_TAGS["protocol"], b"sip\0"),
        (_TAGS[f"source{family}"], source.packed),
        (_TAGS[f"target{family}"], target.packed),
        (_TAGS["port_type"], struct.pack("!I", _TCP_PORTS)),
        *((tag, struct.pack("!I", port)) for tag, port in zip(_PORT_TAGS, (source_port, target_port), strict=True)),
        (0, b""),
    ]
    return b"".join(struct.pack("!HH", tag, len(value)) + value for tag, value in tags) + data


def _same_family(source: _End, target: _End) -> tuple[_End, _End]:
    """An end of the other family is one that is not known."""
    if source[0].version == target[0].version:
        return source, target
    unknown = ipaddress.ip_address("::")
    return tuple((end if end[0].version == 6 else (unknown, end[1])) for end in (source, target))  # type: ignore[return-value]


def _end(text: str) -> _End:
    """Address and port; what is no address becomes the unspecified one, what is no port SIP's own."""
    host, _, port = text.rpartition(":")
    number = int(port) if port.isascii() and port.isdigit() and len(port) < 6 and int(port) < 65536 else _SIP_PORT
    try:
        return ipaddress.ip_address((host or text).strip("[]")), number
    except ValueError:
        return ipaddress.ip_address("0.0.0.0"), number
