"""One window a person: a second start brings the first one to the front instead of measuring beside it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCryptographicHash, QLockFile

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

ANSWER_MS: Final = 1500
"""A first window that says nothing for so long hangs; then the second one opens, and the engine guards the session."""
_CALL: Final = b"come to the front\n"


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

    def call_first(self) -> bool:
        """Ask the first window to come to the front; ``False`` when it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(ANSWER_MS):
            return False
        socket.write(_CALL)
        socket.flush()
        return bool(socket.waitForReadyRead(ANSWER_MS))

    def listen(self, on_call: Callable[[], None]) -> None:
        """From now on a second start is told to us."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)  # what a killed program left behind
        server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)

        def answer() -> None:
            socket = server.nextPendingConnection()
            on_call()
            socket.write(b"here\n")
            socket.flush()
            socket.disconnected.connect(socket.deleteLater)

        server.newConnection.connect(answer)
        if server.listen(self._name):
            self._server = server

    def close(self) -> None:
        """Let the next start be the first."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()
