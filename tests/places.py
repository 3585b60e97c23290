"""Places on this computer where nobody listens, and where nobody will by chance: for programs that must be told one."""

from __future__ import annotations

import random
import socket
from typing import Final

from app.model.endpoint import Endpoint

HOME: Final = "127.0.0.1"
PORTS: Final = range(20_000, 32_000)
"""Systems give out ports above these (Linux from 32768, others from 49152): one of theirs, given back and named, may be
another test's a moment later."""
_CHOICE: Final = random.SystemRandom()


def vacant_places(count: int) -> list[Endpoint]:
    """So many different places, free for UDP and TCP."""
    found: list[Endpoint] = []
    for port in _CHOICE.sample(PORTS, len(PORTS)):
        if len(found) == count:
            return found
        if _is_free(port):
            found.append(Endpoint(HOME, port))
    raise AssertionError("no port is free")


def vacant_place() -> Endpoint:
    """One of them."""
    return vacant_places(1)[0]


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as sock:
            try:
                sock.bind((HOME, port))
            except OSError:
                return False
    return True
