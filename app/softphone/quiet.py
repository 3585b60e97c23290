"""Keeps a library's own chatter away from a file descriptor that others read: standard output carries JSON lines."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Final

STDOUT: Final = 1
STDERR: Final = 2


@contextlib.contextmanager
def silenced(descriptor: int) -> Iterator[None]:
    """Send what is written to *descriptor* to nowhere meanwhile; does nothing when it is closed."""
    stream = {STDOUT: sys.stdout, STDERR: sys.stderr}.get(descriptor)
    if stream is not None:
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    try:
        kept = os.dup(descriptor)
    except OSError:
        yield
        return
    try:
        _point_to_nowhere(descriptor)
        yield
    finally:
        os.dup2(kept, descriptor)
        os.close(kept)


def _point_to_nowhere(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, descriptor)
    finally:
        os.close(nowhere)
