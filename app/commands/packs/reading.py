"""A pack file to its checked content, in memory: nothing of it is written before everything about it is right."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.model.errors import UserError
from app.version import VERSION
from app.words.content import ABOUT, GROUPS, MOST_ABOUT, SIGNATURE, About, NotSignedError, checked_about, digest

MOST_PACK: Final = 20_000_000
MOST_UNPACKED: Final = 60_000_000
MOST_FILES: Final = 5000
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")
"""Relative, below a folder, without anything that a file system reads as a way out."""


_OF_A_BAD_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
"""What reading a damaged or odd ZIP file raises."""


@dataclass(frozen=True, slots=True)
class Pack:
    """What was signed, and the files; ``about_data`` and ``signature`` are kept to be checked again at every start."""

    about: About
    about_data: bytes
    signature: bytes
    files: Mapping[str, bytes]


def read_pack(data: bytes, key: str) -> Pack:
    """Check *data* against the built-in *key*; raises :class:`UserError`: not ours, broken, or for a newer program."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            about_data, signature = _member(archive, ABOUT, MOST_ABOUT), _member(archive, SIGNATURE, 64)
            about = checked_about(about_data, signature, key)
            _fits(about, archive)
            files = {name: _exactly(archive, name, value) for name, value in about.files.items()}
    except (NotSignedError, *_OF_A_BAD_ZIP):
        raise UserError("content_not_signed") from None
    if version_of(about.needs) > version_of(VERSION):
        raise UserError("content_for_newer", needs=about.needs, version=VERSION)
    return Pack(about, about_data, signature, files)


def version_of(text: str) -> tuple[int, ...]:
    """The numbers of a version, to compare."""
    return tuple(int(part) for part in re.findall(r"\d+", text)[:4])


def _fits(about: About, archive: zipfile.ZipFile) -> None:
    """The signed list is the whole list, and small enough."""
    members = [item for item in archive.infolist() if item.filename not in (ABOUT, SIGNATURE)]
    names = [item.filename for item in members]
    whole = sum(item.file_size for item in members) <= MOST_UNPACKED and len(names) <= MOST_FILES
    if not whole or sorted(names) != sorted(about.files) or not about.files:
        raise NotSignedError("list")
    if not all(_NAME.fullmatch(name) and name.split("/")[0] in GROUPS for name in names):
        raise NotSignedError("name")


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as member:
        data = member.read(most + 1)
    if len(data) > most:
        raise NotSignedError(name)
    return data


def _exactly(archive: zipfile.ZipFile, name: str, value: str) -> bytes:
    data = _member(archive, name, MOST_UNPACKED)
    if digest(data) != value:
        raise NotSignedError(name)
    return data


def lay_out(pack: Pack, folder: Path) -> None:
    """Write the pack's files below *folder*."""
    whole = {ABOUT: pack.about_data, SIGNATURE: pack.signature, **pack.files}
    for name, data in whole.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
