"""The list of all files of the packaged program with their checksums, by which it checks itself."""

from __future__ import annotations

from pathlib import Path

from app.commands.selfcheck.parts import LIST
from build.package.sums import digest


def write(folder: Path) -> Path:
    """List what lies in the packaged *folder*; whoever changes a file afterwards must do this again."""
    root = folder / "_internal"
    target = root / LIST
    files = sorted(path for path in root.rglob("*") if path.is_file() and path != target)
    rows = (f"{digest(path)}  {path.relative_to(root).as_posix()}\n" for path in files)
    target.write_text("".join(rows), encoding="utf-8", newline="\n")
    return target
