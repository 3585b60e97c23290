"""Which access point of a Wi-Fi we hang on, where the system tells a program without asking the person.

Linux does, by one quick question to the driver. Windows and macOS take it for the place where the person is.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from pathlib import Path
from typing import Final

ASK: Final = 0x8B15
"""SIOCGIWAP of ``linux/wireless.h``: the hardware address of the access point."""
_REQUEST: Final = struct.Struct("16sH14s")
_NOWHERE: Final = (bytes(6), b"\xff" * 6, b"\x44" * 6)
"""While there is none, or none yet."""


def access_point_of(address: str | None) -> str | None:
    """The access point of the interface that has our *address*; ``None``: no Wi-Fi, or nobody tells. Sends nothing."""
    if address is None or not sys.platform.startswith("linux"):
        return None
    from app.network.route_linux import CLASS, interface_with, medium_of

    with contextlib.suppress(OSError, LookupError):
        interface = interface_with(address)
        return _asked(interface) if medium_of(Path(CLASS, interface)) == "wifi" else None
    return None


def _asked(interface: str) -> str | None:
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        told = fcntl.ioctl(sock, ASK, _REQUEST.pack(interface.encode()[:15], 0, b""))
    return read_access_point(told)


def read_access_point(told: bytes) -> str | None:
    """What the driver said, as people write it."""
    point = _REQUEST.unpack(told[: _REQUEST.size])[2][:6]
    return None if point in _NOWHERE else point.hex(":")
