"""Running a program of the system that shows something to the person: nothing is read from it or written to it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

Run = Callable[[Sequence[str]], int]


def run_quietly(command: Sequence[str], patience_s: float) -> int | None:
    """The exit code of *command*; ``None`` when it was ended after *patience_s* seconds. Raises ``OSError``."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=patience_s, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return done.returncode


def set_going(command: Sequence[str], patience_s: float) -> int | None:
    """Start *command* to stay for as long as it likes, in a group of its own. Raises ``OSError``.

    Its exit code if it ends within *patience_s* seconds; ``None`` for a window that stands open.
    """
    started = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return started.wait(patience_s)
    except subprocess.TimeoutExpired:
        started.returncode = 0  # left alone on purpose: nobody waits for it any more
        return None
