"""Keeps a server of the distribution running, in a network namespace when named, and ends it whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

END_S: Final = 2.0


@contextmanager
def standing(log: Path, command: Sequence[str], namespace: str = "") -> Iterator[None]:
    """Run *command* while the block runs; what it says goes into *log*."""
    enter = ["ip", "netns", "exec", namespace] if namespace else []
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [*enter, *command], stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:  # now and then the children of such a server wait for each other
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
