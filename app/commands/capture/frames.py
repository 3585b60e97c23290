"""From a captured frame to what UDP or TCP carried in it: link headers, IPv4, IPv6, fragments. Never raises."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from app.commands.capture.pcap import Packet
from app.model.endpoint import Endpoint

UDP, TCP, _FRAGMENT = 17, 6, 44
_IPV4, _IPV6, _PPPOE = 0x0800, 0x86DD, 0x8864
_VLAN: Final = frozenset({0x8100, 0x88A8, 0x9100})
_PPP: Final = {0x0021: _IPV4, 0x0057: _IPV6}
_SKIPPED: Final = frozenset({0, 43, 60})
"""IPv6 headers that only have a length: hop-by-hop, routing, destination options (RFC 8200 section 4)."""
MAX_PENDING: Final = 256
"""Datagrams whose fragments are waited for at once."""
MAX_DATAGRAM: Final = 65_535


class Segment(NamedTuple):
    """The payload of one UDP datagram or TCP segment. ``sequence`` is TCP's number of the first byte."""

    protocol: int
    source: Endpoint
    destination: Endpoint
    payload: bytes
    sequence: int = 0
    opens: bool = False
    """Whether TCP's SYN is set: the payload begins one number later."""
    is_cut: bool = False
    """Whether the capture holds less than the datagram carried."""


class _Ip(NamedTuple):
    source: str
    destination: str
    protocol: int
    payload: bytes
    is_cut: bool
    fragment: tuple[int, int, bool] | None = None  # identification, offset in bytes, more to come


def read_segments(packets: Iterable[Packet]) -> Iterator[Segment]:
    """The UDP and TCP payloads of captured frames, fragmented datagrams put together."""
    pending: dict[tuple[str, str, int, int], dict[int, _Ip]] = {}
    for packet in packets:
        network = _network_layer(packet)
        ip = _read_ip(network) if network else None
        if ip is not None and ip.fragment is not None:
            ip = _reassembled(pending, ip)
        segment = _read_transport(ip) if ip is not None else None
        if segment is not None:
            yield segment


def _network_layer(packet: Packet) -> bytes:
    """The IP packet inside a frame, empty when there is none."""
    data = packet.data
    if packet.link_type in _FIXED:
        return data[_FIXED[packet.link_type] :]
    reader = _LINKS.get(packet.link_type)
    return reader(data) if reader else b""


def _ethernet(data: bytes) -> bytes:
    position, kind = 14, _short(data, 12)
    while kind in _VLAN:
        kind, position = _short(data, position + 2), position + 4
    if kind == _PPPOE:
        kind, position = _PPP.get(_short(data, position + 6), 0), position + 8
    return data[position:] if kind in {_IPV4, _IPV6} else b""


def _cooked(data: bytes) -> bytes:
    return data[16:] if _short(data, 14) in {_IPV4, _IPV6} else b""


def _cooked_2(data: bytes) -> bytes:
    return data[20:] if _short(data, 0) in {_IPV4, _IPV6} else b""


_FIXED: Final = {0: 4, 108: 4, 12: 0, 14: 0, 101: 0, 228: 0, 229: 0}
"""Link types whose header has one length: BSD loopback and raw IP."""
_LINKS: Final[dict[int, Callable[[bytes], bytes]]] = {1: _ethernet, 113: _cooked, 276: _cooked_2}


def _read_ip(data: bytes) -> _Ip | None:
    version = data[0] >> 4 if data else 0
    if version == 4 and len(data) >= 20:
        return _read_ipv4(data)
    return _read_ipv6(data) if version == 6 and len(data) >= 40 else None


def _read_ipv4(data: bytes) -> _Ip | None:
    head, total, identity, flags = (data[0] & 15) * 4, _short(data, 2), _short(data, 4), _short(data, 6)
    total = total or len(data)  # written as 0 where the network card cuts the packet
    if head < 20 or total < head:
        return None
    offset, more = (flags & 0x1FFF) * 8, bool(flags & 0x2000)
    fragment = (identity, offset, more) if offset or more else None
    ends = [str(ipaddress.IPv4Address(data[start : start + 4])) for start in (12, 16)]
    return _Ip(ends[0], ends[1], data[9], data[head:total], total > len(data), fragment)


def _read_ipv6(data: bytes) -> _Ip | None:
    length, protocol, payload = _short(data, 4), data[6], data[40:]
    payload = payload[:length] if length else payload
    ends = [str(ipaddress.IPv6Address(data[start : start + 16])) for start in (8, 24)]
    fragment = None
    for _ in range(8):
        if protocol in _SKIPPED and len(payload) >= 8:
            protocol, payload = payload[0], payload[8 + payload[1] * 8 :]
        elif protocol == _FRAGMENT and len(payload) >= 8:
            place = _short(payload, 2)
            fragment = (_long(payload, 4), place & 0xFFF8, bool(place & 1))
            protocol, payload = payload[0], payload[8:]
        else:
            break
    return _Ip(ends[0], ends[1], protocol, payload, length > len(data) - 40, fragment)


def _reassembled(pending: dict[tuple[str, str, int, int], dict[int, _Ip]], ip: _Ip) -> _Ip | None:
    """The whole datagram once its last missing fragment is there."""
    assert ip.fragment is not None
    key = (ip.source, ip.destination, ip.protocol, ip.fragment[0])
    if key not in pending and len(pending) >= MAX_PENDING:
        pending.pop(next(iter(pending)))
    pieces = pending.setdefault(key, {})
    pieces.setdefault(ip.fragment[1], ip)
    whole = bytearray()
    while (piece := pieces.get(len(whole))) is not None and len(whole) <= MAX_DATAGRAM:
        whole += piece.payload
        if piece.fragment is not None and not piece.fragment[2]:
            del pending[key]
            return ip._replace(payload=bytes(whole), fragment=None, is_cut=any(one.is_cut for one in pieces.values()))
        if not piece.payload:
            break
    return None


def _read_transport(ip: _Ip) -> Segment | None:
    data = ip.payload
    if ip.protocol == UDP and len(data) >= 8:
        size = _short(data, 4) or len(data)
        return _segment(ip, data[8:size], is_cut=ip.is_cut or size > len(data))
    if ip.protocol == TCP and len(data) >= 20:
        head = (data[12] >> 4) * 4
        segment = _segment(ip, data[head:] if head >= 20 else b"", is_cut=ip.is_cut)
        return segment._replace(sequence=_long(data, 4), opens=bool(data[13] & 2))
    return None


def _segment(ip: _Ip, payload: bytes, *, is_cut: bool) -> Segment:
    source, destination = Endpoint(ip.source, _short(ip.payload, 0)), Endpoint(ip.destination, _short(ip.payload, 2))
    return Segment(ip.protocol, source, destination, payload, is_cut=is_cut)


def _short(data: bytes, position: int) -> int:
    return int(struct.unpack_from(">H", data, position)[0]) if position + 2 <= len(data) else 0


def _long(data: bytes, position: int) -> int:
    return int(struct.unpack_from(">I", data, position)[0]) if position + 4 <= len(data) else 0
