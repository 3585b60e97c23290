"""Writing files so that a crash, a full disk or a read-only folder costs nothing that was there before."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.model.errors import NOT_TESTED_EXIT, UserError

_FULL: Final = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_LOCKED: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
STORAGE_TROUBLES: Final = frozenset({"disk_full", "folder_read_only", "folder_unusable"})
"""The ids that :func:`storage_trouble` may give."""


def storage_trouble(error: OSError, place: Path) -> UserError:
    """The words for a file system's refusal."""
    if error.errno in _FULL:
        return UserError("disk_full", exit_code=NOT_TESTED_EXIT, place=str(place))
    if error.errno in _LOCKED:
        return UserError("folder_read_only", place=str(place))
    return UserError("folder_unusable", place=str(place), problem=error.strerror or type(error).__name__)


def read_bounded(path: Path, most: int, too_large: str = "file_too_large") -> bytes:
    """The bytes of a file a person named; raises :class:`UserError`, by the id *too_large* above *most* bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        raise UserError("file_missing", path=str(path)) from None
    except OSError as error:
        raise UserError("file_unreadable", path=str(path), problem=error.strerror or "") from None
    if len(data) > most:
        raise UserError(too_large, path=str(path), limit=most // (1024 * 1024))
    return data


def make_folder(folder: Path) -> None:
    """Create *folder*, readable by its owner only, unless it is there; raises :class:`UserError`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise storage_trouble(error, folder) from None


def check_writable(folder: Path) -> None:
    """Find out now, rather than after minutes of measuring, that *folder* takes no files; raises :class:`UserError`."""
    write_atomically(folder / "writable", b"callmend\n")
    (folder / "writable").unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace *path* by *data* in one step; raises :class:`UserError`, and then the old file is still there."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _write_and_sync(temporary, data)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise storage_trouble(error, path.parent) from None


def _write_and_sync(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        path.chmod(0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
