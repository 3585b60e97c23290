"""Sending by hand: the folder opened with the file marked in it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.delivery.command import Run, run_quietly

PATIENCE_S: Final = 8.0
_FILE_MANAGER: Final = "org.freedesktop.FileManager1"


def show_file(file: Path, *, system: str = sys.platform, run: Run | None = None) -> bool:
    """Open the file manager with *file* selected; ``False`` when there is no way here, then open its folder."""
    command = _command(file, system)
    if not command or shutil.which(command[0]) is None:
        return False
    code = (run or _run)(command)
    return code == 0 or (system == "win32" and code == 1)  # Explorer ends with 1 although it opened


def _command(file: Path, system: str) -> list[str]:
    if system == "win32":
        return ["explorer", f"/select,{file}"]
    if system == "darwin":
        return ["open", "-R", str(file)]
    uri = file.resolve().as_uri()
    return ["gdbus", "call", "--session", "--dest", _FILE_MANAGER, "--object-path", "/org/freedesktop/FileManager1",
            "--method", f"{_FILE_MANAGER}.ShowItems", f"['{uri}']", ""]  # fmt: skip


def _run(command: Sequence[str]) -> int:
    try:
        code = run_quietly(command, PATIENCE_S)
    except OSError:
        return 2
    return 2 if code is None else code
