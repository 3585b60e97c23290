"""ICMP echo (RFC 792) by whatever an ordinary program may use: Linux and macOS have sockets for it, Windows a function.

Linux allows it where ``net.ipv4.ping_group_range`` does, and to root; else there is none here, which says nothing
about the host.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
import sys
from typing import Final, Self

_HEAD: Final = struct.Struct("!BBHHH")
_REQUEST: Final = 8
_REPLY: Final = 0
PAYLOAD: Final = b"CallMend".ljust(164, b".")
"""With the head of eight bytes as large as a packet of speech."""


class EchoSocket:
    """Echo requests to one host; numbers count from 0 and are told modulo 65536."""

    def __init__(self, sock: socket.socket, host: str) -> None:
        self._sock, self.host = sock, host
        self._id = os.getpid() & 0xFFFF
        self._raw = sock.type == socket.SOCK_RAW

    @classmethod
    def open(cls, host: str) -> Self | None:
        """For an IPv4 address; ``None`` where the system does not let us."""
        if ":" in host or sys.platform == "win32":
            return None
        for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
            with contextlib.suppress(OSError):
                sock = socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP)
                sock.setblocking(False)
                with contextlib.suppress(OSError):
                    sock.connect((host, 0))
                    return cls(sock, host)
                sock.close()
        return None

    def send(self, number: int) -> bool:
        """Send one request; ``False`` when this computer could not."""
        head = _HEAD.pack(_REQUEST, 0, 0, self._id, number & 0xFFFF)
        packet = _HEAD.pack(_REQUEST, 0, _checksum(head + PAYLOAD), self._id, number & 0xFFFF) + PAYLOAD
        try:
            self._sock.send(packet)
        except OSError:
            return False
        return True

    async def receive(self) -> tuple[int, float]:
        """Number and instant of the next reply to us."""
        loop = asyncio.get_running_loop()
        while True:
            data = await loop.sock_recv(self._sock, 2048)
            number = self._number(data)
            if number is not None:
                return number, loop.time()

    def _number(self, data: bytes) -> int | None:
        if data[:1] and data[0] >> 4 == 4 and len(data) > 20:  # a raw socket, and macOS, show the IP head too
            data = data[(data[0] & 0x0F) * 4 :]
        if len(data) < _HEAD.size or not data.endswith(PAYLOAD):
            return None
        kind, _, _, identity, number = (int(part) for part in _HEAD.unpack_from(data))
        ours = not self._raw or identity == self._id  # other sockets get only their own, by an id of the system's
        return int(number) if kind == _REPLY and ours else None

    def close(self) -> None:
        """Release the socket."""
        self._sock.close()


def _checksum(data: bytes) -> int:
    """RFC 1071."""
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
