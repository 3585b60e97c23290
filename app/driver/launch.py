"""How one of our own processes is started: from a checkout, and from the frozen program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]


def child_command(*arguments: str) -> list[str]:
    """The command that runs this same program with *arguments*."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "app", *arguments]


def spawn(command: Sequence[str], *, stderr: int | IO[Any] = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start *command* with pipes on stdin and stdout; closing its stdin is what ends it.

    It gets a group of its own, so that Ctrl+C in a terminal reaches only the process that can save and say so, and
    works in the program's own folder, so that nothing in the user's folder can take the place of our modules.
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        bufsize=0,
        cwd=None if getattr(sys, "frozen", False) else ROOT,
        **_own_group(),
    )


def _own_group() -> dict[str, Any]:
    if os.name == "nt":
        flags: int = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW  # type: ignore[attr-defined,unused-ignore]
        return {"creationflags": flags}
    return {"start_new_session": True}
