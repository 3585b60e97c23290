"""ICMP errors about our own datagrams, as Linux keeps them for an unprivileged socket (ip(7), ``IP_RECVERR``).

Other systems report at most a number without the quoted packet; there the queue is always empty.
"""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Outcome

IP_RECVERR: Final = 11
IPV6_RECVERR: Final = 25
_OPTION: Final = {socket.AF_INET: (socket.IPPROTO_IP, IP_RECVERR), socket.AF_INET6: (socket.IPPROTO_IPV6, IPV6_RECVERR)}
_EXTENDED_ERROR: Final = struct.Struct("=IBBBxII")  # struct sock_extended_err
_ORIGINS: Final = {2: 4, 3: 6}  # SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6
_ADDRESS_AT: Final = {4: (_EXTENDED_ERROR.size + 4, 4), 6: (_EXTENDED_ERROR.size + 8, 16)}
MOST_ERRORS: Final = 64
_MEANING: Final[dict[tuple[int, int], Outcome]] = {
    **dict.fromkeys([(3, 2), (3, 3), (3, 9), (3, 10), (3, 13), (1, 1), (1, 4), (1, 5), (1, 6)], "refused"),
    **dict.fromkeys([(3, 0), (3, 1), (3, 5), (3, 6), (3, 7), (3, 11), (3, 12), (1, 0), (1, 2), (1, 3)], "unreachable"),
}


@dataclass(frozen=True, slots=True)
class IcmpError:
    """One ICMP error. ``quoted`` is the beginning of our datagram as the reporting hop saw it, without UDP header."""

    destination: Endpoint | None
    reporter: str | None
    type: int
    code: int
    quoted: bytes
    at: float

    @property
    def meaning(self) -> Outcome | None:
        """What it says about the destination (RFC 792, RFC 4443); ``None``: only about this one packet."""
        return _MEANING.get((self.type, self.code))


def ask_for_errors(sock: socket.socket) -> bool:
    """Turn the queue on; says whether this system has one."""
    option = _OPTION.get(socket.AddressFamily(sock.family))
    if option is None or not sys.platform.startswith("linux"):
        return False
    sock.setsockopt(*option, 1)
    return True


def take_errors(sock: socket.socket, now: float) -> Iterator[IcmpError]:
    """Empty the queue; it must be emptied, because a waiting error wakes the event loop again and again."""
    flags = getattr(socket, "MSG_ERRQUEUE", 0)
    if not flags:
        return
    for _ in range(MOST_ERRORS):
        try:
            quoted, control, _, destination = sock.recvmsg(65535, 512, flags | socket.MSG_DONTWAIT)
        except OSError:
            return
        error = _read(quoted, control, destination, now)
        if error is not None:
            yield error


def _read(quoted: bytes, control: list[tuple[int, int, bytes]], destination: object, now: float) -> IcmpError | None:
    for level, kind, data in control:
        if (level, kind) not in _OPTION.values() or len(data) < _EXTENDED_ERROR.size:
            continue
        _, origin, icmp_type, code, _, _ = _EXTENDED_ERROR.unpack_from(data)
        if origin in _ORIGINS:
            target = Endpoint(*destination[:2]) if isinstance(destination, tuple) else None
            return IcmpError(target, _reporter(data, _ORIGINS[origin]), icmp_type, code, quoted, now)
    return None


def _reporter(data: bytes, version: int) -> str | None:
    start, length = _ADDRESS_AT[version]
    address = data[start : start + length]
    if len(address) < length or not any(address):
        return None
    return socket.inet_ntop(socket.AF_INET if version == 4 else socket.AF_INET6, address)
