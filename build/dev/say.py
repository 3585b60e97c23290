"""Words of ``dev.py`` to the person who runs it."""

from __future__ import annotations

import sys


class SetupError(Exception):
    """Set-up cannot go on; the message says what to do."""


def say(line: str) -> None:
    """Print one line on stderr, so that standard output stays the program's own."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
