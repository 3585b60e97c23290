"""Interface, gateway and medium from the IP Helper library (``GetBestRoute2``, netioapi.h), with user rights."""

from __future__ import annotations

import ctypes
import socket
import struct
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from app.network.route import Medium

_ROW_SIZE: Final = 104  # sizeof(MIB_IPFORWARD_ROW2)
_NEXT_HOP_AT: Final = 44  # after LUID (8), index (4) and destination prefix (32)
_ADDRESS_SIZE: Final = 28  # sizeof(SOCKADDR_INET)
_AF_INET: Final = 2
_AF_INET6: Final = 23
_NAME_LENGTH: Final = 257
_TYPES: Final[dict[int, Medium]] = {6: "cable", 71: "wifi", 24: "loopback", 131: "vpn", 23: "vpn", 53: "vpn"}


def describe(host: str, address: str) -> tuple[str, str | None, Medium]:
    """Interface, gateway and medium of the route to *host*; raises ``OSError`` when the system knows none."""
    row = _best_route(host)
    luid = row[:8]
    gateway, medium = read_row(row)
    return _alias(luid) or address, gateway, medium


def read_row(row: bytes) -> tuple[str | None, Medium]:
    """Gateway and medium from the bytes of a ``MIB_IPFORWARD_ROW2``; the LUID's upper 16 bits are the IANA ifType."""
    (luid,) = struct.unpack_from("<Q", row)
    return read_address(row[_NEXT_HOP_AT : _NEXT_HOP_AT + _ADDRESS_SIZE]), _TYPES.get(luid >> 48, "unknown")


def read_address(data: bytes) -> str | None:
    """The address in a ``SOCKADDR_INET``, ``None`` when it is unspecified (a directly connected network)."""
    (family,) = struct.unpack_from("<H", data)
    if family == _AF_INET and any(data[4:8]):
        return socket.inet_ntop(socket.AF_INET, data[4:8])
    if family == _AF_INET6 and any(data[8:24]):
        return socket.inet_ntop(socket.AF_INET6, data[8:24])
    return None


def write_address(host: str) -> bytes:
    """*host* as a ``SOCKADDR_INET`` with port 0."""
    if ":" in host:
        return struct.pack("<HHI16sI", _AF_INET6, 0, 0, socket.inet_pton(socket.AF_INET6, host), 0)
    return struct.pack("<HH4s20x", _AF_INET, 0, socket.inet_pton(socket.AF_INET, host))


def _library() -> Any:
    return ctypes.WinDLL("iphlpapi")  # type: ignore[attr-defined,unused-ignore]


def _best_route(host: str) -> bytes:
    destination = ctypes.create_string_buffer(write_address(host), _ADDRESS_SIZE)
    row = ctypes.create_string_buffer(_ROW_SIZE)
    source = ctypes.create_string_buffer(_ADDRESS_SIZE)
    status = _library().GetBestRoute2(None, 0, None, destination, 0, row, source)
    if status:
        raise OSError(status, "GetBestRoute2")
    return row.raw


def _alias(luid: bytes) -> str:
    name = ctypes.create_unicode_buffer(_NAME_LENGTH)
    status = _library().ConvertInterfaceLuidToAlias(ctypes.create_string_buffer(luid, 8), name, _NAME_LENGTH)
    return "" if status else name.value
