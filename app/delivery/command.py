"""Running a program of the system that shows something to the person: nothing read, nothing written, a time limit."""

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
