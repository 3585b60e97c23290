"""The journal on disk: append-only, one line an entry, held by one engine at a time."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Final

from app.engine.files import storage_trouble
from app.model.errors import UserError
from app.model.journal import JournalContent, parse_journal

_BUSY: Final = {errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}
_LOCK_OFFSET: Final = 1 << 40


class Journal:
    """Appends lines. What the disk refuses is kept in memory and tried again with the next line.

    A line is with the operating system when :meth:`append` returns, which outlives a killed process; it is on the
    disk after :meth:`sync`, which outlives a power cut and may take tens of milliseconds: call that in a thread.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file; raises :class:`UserError` when that cannot be or another engine holds it."""
        self.path = path
        self._waiting = bytearray()
        self.unsynced = False
        """Whether the operating system holds lines that the disk may not have yet."""
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        except OSError as error:
            raise storage_trouble(error, path.parent) from None
        try:
            _lock(self._file, path)
            self._earlier = _read(self._file)
        except OSError as error:
            os.close(self._file)
            raise storage_trouble(error, path.parent) from None
        except UserError:
            os.close(self._file)
            raise
        if self._earlier and not self._earlier.endswith(b"\n"):
            self._waiting += b"\n"  # closes off a line that a crash cut in half

    def earlier(self) -> JournalContent:
        """What the file held when it was opened."""
        return parse_journal(self._earlier)

    def append(self, line: bytes) -> None:
        """Write one line; raises :class:`UserError` when the disk refuses, and then keeps the line."""
        self._waiting += line
        try:
            while self._waiting:
                del self._waiting[: os.write(self._file, self._waiting)]
                self.unsynced = True
        except OSError as error:
            raise storage_trouble(error, self.path.parent) from None

    def sync(self) -> None:
        """Wait until the disk itself has everything; a disk that cannot is not an error here."""
        if not self.unsynced:
            return
        self.unsynced = False
        try:
            os.fsync(self._file)
        except OSError:
            return

    def close(self) -> None:
        """Sync and let go of the file."""
        self.sync()
        os.close(self._file)


def _read(file: int) -> bytes:
    """What is there now; by its size, because what stands at that name need not be a file with an end."""
    os.lseek(file, 0, os.SEEK_SET)
    wanted = os.fstat(file).st_size
    parts = bytearray()
    while len(parts) < wanted and (part := os.read(file, wanted - len(parts))):
        parts += part
    return bytes(parts)


def _lock(file: int, path: Path) -> None:
    """Hold *file* for this process; the system lets go of it when the process dies, however it dies."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, _LOCK_OFFSET, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY:
            raise UserError("session_in_use", folder=str(path.parent)) from None
        # a network drive without locks: go on, two engines in one folder are unlikely
