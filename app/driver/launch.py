"""How one of our own processes is started: from a checkout, and from the frozen program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]


def is_packaged() -> bool:
    """Whether this is the packaged program rather than a checkout."""
    return bool(getattr(sys, "frozen", False))


def child_command(*arguments: str) -> list[str]:
    """The command that runs this same program with *arguments*."""
    if is_packaged():
        return [str(_console_program(Path(sys.executable))), *arguments]
    return [sys.executable, "-m", "app", *arguments]


def _console_program(running: Path) -> Path:
    """On Windows a program for windows has no standard pipes of its own: its twin for terminals has them."""
    twin = running.with_name("callmend-cli.exe")
    return twin if on_windows() and twin.exists() else running


def on_windows() -> bool:
    """Whether this is Windows."""
    return os.name == "nt"


def start_folder() -> Path | None:
    """Where our own processes start, so that nothing in the user's folder can take the place of our modules."""
    return None if is_packaged() else ROOT


def spawn(
    command: Sequence[str],
    *,
    stderr: int | IO[Any] = subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start *command* with pipes on stdin and stdout; closing its stdin is what ends it.

    It gets a group of its own, so that Ctrl+C in a terminal reaches only the process that can save and say so.
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        bufsize=0,
        cwd=start_folder(),
        env=environment,
        **_own_group(),
    )


def _own_group() -> dict[str, Any]:
    if os.name == "nt":
        flags: int = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW  # type: ignore[attr-defined,unused-ignore]
        return {"creationflags": flags}
    return {"start_new_session": True}
