"""The operating system's error numbers as the stable names that facts use."""

from __future__ import annotations

import errno
import socket
import ssl
from typing import Final

from app.model.facts import Outcome

_BY_NUMBER: Final[dict[int, Outcome]] = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "refused",  # Windows reports an ICMP port-unreachable on a UDP socket this way
    errno.EPIPE: "refused",
    errno.ENETUNREACH: "unreachable",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETDOWN: "unreachable",
    errno.EADDRNOTAVAIL: "unreachable",
    errno.EPROTO: "unreachable",
    errno.ETIMEDOUT: "silent",
    errno.EPERM: "forbidden",  # Linux says so when its own output rules drop a packet
    errno.EACCES: "forbidden",  # and Windows (WSAEACCES) when its firewall does
}


def outcome_of(error: BaseException) -> Outcome:
    """Name *error*; what is not a network's answer is ``"failed"``: this computer could not even try."""
    if isinstance(error, socket.gaierror):
        return "unresolved"
    if isinstance(error, ssl.SSLError):
        return "not_secure"
    if isinstance(error, TimeoutError):
        return "silent"
    if isinstance(error, ConnectionError) and error.errno is None:
        return "refused"  # asyncio's own, when the far end hangs up in the middle of a handshake
    number = error.errno if isinstance(error, OSError) else None
    return _BY_NUMBER.get(number or 0, "failed")
