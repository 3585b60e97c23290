"""One window a person: a second start brings the first one to the front instead of measuring beside it.

A second start with a profile hands its path over, as one line of JSON: the first window reads the file itself.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCryptographicHash, QLockFile

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

ANSWER_MS: Final = 1500
"""A first window that says nothing for so long hangs; then the second one opens, and the engine guards the session."""
MOST_CALL: Final = 16_384
"""Bytes of a call; the longest path that a system takes fits in."""
Called = Callable[[str], None]
"""Takes the path of the profile that the second start was given; empty without one."""


class OnlyOne:
    """Held while the program runs."""

    def __init__(self, folder: Path) -> None:
        """*folder*: where the program keeps its own notes; copies with different ones do not know each other."""
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)  # the lock of a process that is gone is taken over; of one that lives, never
        digest = QCryptographicHash.hash(str(folder).encode(), QCryptographicHash.Algorithm.Sha256)
        self._name = f"callmend-{bytes(digest.toHex().data()).decode()[:24]}"
        self._server: QLocalServer | None = None

    def is_first(self) -> bool:
        """Whether no other window is open. A disk that keeps no lock counts as first: the person must get a window."""
        return self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError

    def call_first(self, profile_path: str = "") -> bool:
        """Ask the first window to come to the front, with the profile; ``False`` when it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(ANSWER_MS):
            return False
        _let_it_come_forward()
        socket.write(json.dumps({"profile": profile_path}).encode() + b"\n")
        socket.flush()
        return bool(socket.waitForReadyRead(ANSWER_MS))

    def listen(self, on_call: Called) -> None:
        """From now on a second start is told to us."""
        from PySide6.QtNetwork import QLocalServer, QLocalSocket

        QLocalServer.removeServer(self._name)  # what a killed program left behind
        server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)

        def hear(socket: QLocalSocket) -> None:
            if not socket.canReadLine():
                if socket.bytesAvailable() > MOST_CALL:
                    socket.abort()
                return
            socket.readyRead.disconnect()
            profile_path = called_with(bytes(socket.readLine(MOST_CALL).data()))
            socket.write(b"here\n")
            socket.flush()
            on_call(profile_path)

        def answer() -> None:
            socket = server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda: hear(socket))
            hear(socket)

        server.newConnection.connect(answer)
        if server.listen(self._name):
            self._server = server

    def close(self) -> None:
        """Let the next start be the first."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()


def _let_it_come_forward() -> None:
    """Windows lets only the program that the person started just now put a window in front: pass that on."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # any process: ASFW_ANY


def called_with(line: bytes) -> str:
    """The path in a call; empty in one that says none, or nothing that can be read."""
    try:
        call = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    path = call.get("profile") if isinstance(call, dict) else None
    return path if isinstance(path, str) else ""
