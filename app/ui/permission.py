"""Makes the system ask for leave to use the network while the person is told about it, not later in mid-test.

Windows asks at the first socket that listens, macOS at the first word to a machine on the local network. What is
done here is harmless: a port is opened and closed again; one empty datagram goes to the group that printers listen to.
"""

from __future__ import annotations

import os
import sys
from typing import Final, Literal

System = Literal["windows", "macos", "other"]

_LISTEN_MS: Final = 3000
_LOCAL_GROUP: Final = "224.0.0.251"
_DISCARD: Final = 9
"""The port at which nothing is expected (RFC 863)."""


def system() -> System:
    """Whose boxes come up here; ``CALLMEND_BOXES`` names another system, for pictures and for training agents."""
    asked = os.environ.get("CALLMEND_BOXES")
    if asked in ("windows", "macos", "other"):
        return asked  # type: ignore[return-value]
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "other")  # type: ignore[return-value]


def asks() -> bool:
    """Whether this system asks at all."""
    return system() != "other"


def trigger() -> None:
    """Let the box come up; returns at once."""
    _listen_for_a_moment() if system() == "windows" else _greet_the_local_network()


def _listen_for_a_moment() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtNetwork import QHostAddress, QTcpServer, QUdpSocket

    server, datagrams = QTcpServer(), QUdpSocket()
    server.listen(QHostAddress(QHostAddress.SpecialAddress.AnyIPv4))
    datagrams.bind(QHostAddress(QHostAddress.SpecialAddress.AnyIPv4))

    def close() -> None:
        server.close()
        datagrams.close()

    QTimer.singleShot(_LISTEN_MS, close)


def _greet_the_local_network() -> None:
    from PySide6.QtNetwork import QHostAddress, QUdpSocket

    datagrams = QUdpSocket()
    datagrams.writeDatagram(b"", QHostAddress(_LOCAL_GROUP), _DISCARD)
    datagrams.close()
