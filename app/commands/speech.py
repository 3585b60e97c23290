"""What the command line says: results on standard output, everything else on standard error, one line each."""

from __future__ import annotations

import sys
from contextlib import suppress

from app.model.errors import UserError


def prepare_streams() -> None:
    """Make sure that no character a terminal lacks can end the program."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # no console at all, or one put in by a test
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def printable(text: str) -> str:
    """*text* without characters that could steer a terminal: it may hold what came from the network or a file."""
    return "".join(char if char.isprintable() else " " for char in text)


def result(line: str = "") -> None:
    """One line of what was asked for."""
    sys.stdout.write(f"{line}\n")


def remark(line: str) -> None:
    """One line about how it goes."""
    if sys.stderr is not None:
        sys.stderr.write(f"{printable(line)}\n")
        sys.stderr.flush()


def complain(error: UserError) -> int:
    """Say what is wrong and how to mend it; returns the exit code."""
    remark(sentence(error.text_id, dict(error.values)))
    return error.exit_code


def sentence(text_id: str, values: dict[str, str | int]) -> str:
    """The words of a :class:`UserError`, with the program's name in front."""
    from app.words import text

    return f"callmend: {text('errors', text_id, 'text', **values)}"


def flush() -> None:
    """Let a reader of our output see it now."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
