"""Capture files built byte by byte, for tests: what tcpdump and Wireshark write."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable, Sequence

Ends = tuple[str, int, str, int]
"""Source address and port, destination address and port."""


def udp(ends: Ends, payload: bytes) -> bytes:
    """An IP packet that carries one UDP datagram."""
    data = struct.pack(">HHHH", ends[1], ends[3], 8 + len(payload), 0) + payload
    return ip(ends, 17, data)


def tcp(ends: Ends, sequence: int, payload: bytes, *, opens: bool = False) -> bytes:
    """An IP packet that carries one TCP segment."""
    flags = 0x02 if opens else 0x18
    data = struct.pack(">HHIIBBHHH", ends[1], ends[3], sequence % 2**32, 0, 5 << 4, flags, 8192, 0, 0) + payload
    return ip(ends, 6, data)


def ip(ends: Ends, protocol: int, data: bytes, *, fragment: int = 0, identity: int = 7) -> bytes:
    """An IPv4 or IPv6 packet; *fragment* is the flags and offset field of IPv4."""
    source, destination = ipaddress.ip_address(ends[0]), ipaddress.ip_address(ends[2])
    if source.version == 6:
        return struct.pack(">IHBB", 6 << 28, len(data), protocol, 64) + source.packed + destination.packed + data
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(data), identity, fragment, 64, protocol, 0)
    return head + source.packed + destination.packed + data


def fragments(ends: Ends, payload: bytes, size: int) -> list[bytes]:
    """One UDP datagram in IPv4 fragments of *size* bytes (a multiple of 8)."""
    data = struct.pack(">HHHH", ends[1], ends[3], 8 + len(payload), 0) + payload
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    last = len(pieces) - 1
    return [
        ip(ends, 17, piece, fragment=(index * size // 8) | (0 if index == last else 0x2000))
        for index, piece in enumerate(pieces)
    ]


def fragments_6(ends: Ends, payload: bytes, size: int) -> list[bytes]:
    """The same over IPv6 (RFC 8200 section 4.5)."""
    data = struct.pack(">HHHH", ends[1], ends[3], 8 + len(payload), 0) + payload
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    last = len(pieces) - 1
    return [
        ip(ends, 44, struct.pack(">BBHI", 17, 0, (index * size) | (index != last), 99) + piece)
        for index, piece in enumerate(pieces)
    ]


def ethernet(packet: bytes, *, tags: Sequence[int] = (), pppoe: bool = False) -> bytes:
    """An Ethernet frame, with VLAN tags or PPPoE where asked for."""
    is_v6 = packet[0] >> 4 == 6
    kind = 0x86DD if is_v6 else 0x0800
    if pppoe:
        packet = struct.pack(">BBHHH", 0x11, 0, 1, len(packet) + 2, 0x0057 if is_v6 else 0x0021) + packet
        kind = 0x8864
    head = bytes(12) + b"".join(struct.pack(">HH", tag, 5) for tag in tags)
    return head + struct.pack(">H", kind) + packet


def cooked(packet: bytes) -> bytes:
    """A frame of ``tcpdump -i any`` (LINKTYPE_LINUX_SLL)."""
    return bytes(14) + struct.pack(">H", 0x0800) + packet


def cooked_2(packet: bytes) -> bytes:
    """The same in the newer form (LINKTYPE_LINUX_SLL2)."""
    return struct.pack(">H", 0x0800) + bytes(18) + packet


def loopback(packet: bytes) -> bytes:
    """A frame of a BSD or macOS loopback (LINKTYPE_NULL)."""
    return struct.pack("<I", 2) + packet


def pcap(frames: Iterable[bytes], link_type: int = 1, *, order: str = "<", nano: bool = False) -> bytes:
    """A classic capture file."""
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    head = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link_type)
    return head + b"".join(struct.pack(order + "IIII", 1, 2, len(frame), len(frame)) + frame for frame in frames)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    """A block of a pcapng file."""
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + size + body + size


def pcapng(frames: Iterable[bytes], link_type: int = 1, *, order: str = "<", simple: bool = False) -> bytes:
    """A capture file of the newer form, with a name and comment blocks that a reader must step over."""
    out = block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)
    out += block(1, struct.pack(order + "HHI", link_type, 0, 0), order)
    out += block(4, b"\x01\x00\x08\x00names...", order)
    for frame in frames:
        if simple:
            out += block(3, struct.pack(order + "I", len(frame)) + frame, order)
        else:
            out += block(6, struct.pack(order + "IIIII", 0, 0, 0, len(frame), len(frame)) + frame, order)
    return out
