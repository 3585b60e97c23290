"""Packets out of pcap and pcapng files (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng). Any bytes in, no exception.

A file that ends in the middle gives what stands before that. Times are not read: the order of the file is enough.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

PCAP_MAGICS: Final = {
    b"\xa1\xb2\xc3\xd4": ">",
    b"\xa1\xb2\x3c\x4d": ">",  # nanoseconds
    b"\xd4\xc3\xb2\xa1": "<",
    b"\x4d\x3c\xb2\xa1": "<",
}
PCAPNG_MAGIC: Final = b"\x0a\x0d\x0d\x0a"

_SECTION, _INTERFACE, _OLD_PACKET, _SIMPLE_PACKET, _PACKET = 0x0A0D0D0A, 1, 2, 3, 6
_BYTE_ORDERS: Final = {b"\x1a\x2b\x3c\x4d": ">", b"\x4d\x3c\x2b\x1a": "<"}
_SMALLEST_BLOCK: Final = 12


class Packet(NamedTuple):
    """A captured frame and the kind of its outermost header (a LINKTYPE number)."""

    link_type: int
    data: bytes


def is_capture(data: bytes) -> bool:
    """Whether *data* begins like a capture file."""
    return data[:4] in PCAP_MAGICS or data[:4] == PCAPNG_MAGIC


def read_packets(data: bytes) -> Iterator[Packet]:
    """The packets of a capture file in order."""
    if data[:4] == PCAPNG_MAGIC:
        yield from _read_pcapng(data)
    elif data[:4] in PCAP_MAGICS:
        yield from _read_pcap(data, PCAP_MAGICS[data[:4]])


def _read_pcap(data: bytes, order: str) -> Iterator[Packet]:
    if len(data) < 24:
        return
    link_type = _number(order, data, 20) & 0x0FFFFFFF  # the upper bits tell of a frame check sequence
    position = 24
    while position + 16 <= len(data):
        size = _number(order, data, position + 8)
        position += 16
        if size > len(data) - position:
            return
        yield Packet(link_type, data[position : position + size])
        position += size


def _read_pcapng(data: bytes) -> Iterator[Packet]:
    position, order = 0, "<"
    link_types: list[int] = []
    while position + _SMALLEST_BLOCK <= len(data):
        if data[position : position + 4] == PCAPNG_MAGIC:
            order = _BYTE_ORDERS.get(data[position + 8 : position + 12], "")
            if not order:
                return
            link_types = []
        kind, size = _number(order, data, position), _number(order, data, position + 4)
        if size < _SMALLEST_BLOCK or size > len(data) - position:
            return
        body = data[position + 8 : position + size - 4]
        if kind == _INTERFACE and len(body) >= 8:
            link_types.append(struct.unpack_from(order + "H", body)[0])
        packet = _packet_of(kind, body, order, link_types)
        if packet is not None:
            yield packet
        position += size + (-size) % 4


def _packet_of(kind: int, body: bytes, order: str, link_types: list[int]) -> Packet | None:
    if kind == _SIMPLE_PACKET and len(body) >= 4:
        return _cut(link_types, 0, body, 4, _number(order, body, 0))
    if kind in {_PACKET, _OLD_PACKET} and len(body) >= 20:
        interface = _number(order, body, 0) if kind == _PACKET else struct.unpack_from(order + "H", body)[0]
        return _cut(link_types, interface, body, 20, _number(order, body, 12))
    return None


def _cut(link_types: list[int], interface: int, body: bytes, start: int, size: int) -> Packet | None:
    if interface >= len(link_types):
        return None
    return Packet(link_types[interface], body[start : start + size])


def _number(order: str, data: bytes, position: int) -> int:
    return int(struct.unpack_from(order + "I", data, position)[0])
