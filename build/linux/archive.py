"""The archive for every other Linux: unpack it anywhere and start ``callmend`` in it."""

from __future__ import annotations

import lzma
import tarfile
from pathlib import Path

from app.version import VERSION
from build.package import freeze, places


def build(folder: Path | None = None) -> Path:
    """Make the archive of the packaged *folder*; returns its file."""
    folder = folder or places.folder("linux")
    target = places.artefact("-linux-x86_64.tar.xz")
    target.parent.mkdir(parents=True, exist_ok=True)
    top = f"callmend-{VERSION}"
    with lzma.open(target, "wb", preset=6) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.add(path, f"{top}/{path.relative_to(folder)}", recursive=False, filter=_plain)
    return target


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody's file, of the day of the source, readable by all: the same folder gives the same archive."""
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = int(freeze.source_date())
    return entry
