"""Starting the program the way its user does, and timing it from outside."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(**extra: str) -> dict[str, str]:
    """This process's environment with a home of its own and no display, unless *extra* names one."""
    home = tempfile.mkdtemp(prefix="callmend-bench-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    base = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": home, "XDG_DATA_HOME": home, "XDG_STATE_HOME": home}
    return {**base, "QT_QPA_PLATFORM": "offscreen", **extra}


def seconds_to_exit(*arguments: str, expect: tuple[int, ...] = (0,)) -> float:
    """Wall time of a whole process ``python ARGUMENTS``; an unexpected exit code ends the bench."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], env=environment(), capture_output=True, check=False)
    elapsed = time.perf_counter() - started
    if done.returncode not in expect:
        raise SystemExit(f"{arguments} ended with {done.returncode}: {done.stderr.decode()[-400:]}")
    return elapsed


def seconds_to_line(*arguments: str, **extra: str) -> float:
    """Wall time from starting ``python ARGUMENTS`` until its first line on standard output."""
    started = time.perf_counter()
    with child(*arguments, **extra) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        elapsed = time.perf_counter() - started
    if not line:
        raise SystemExit(f"{arguments} ended without a word")
    return elapsed


@contextmanager
def child(*arguments: str, **extra: str) -> Iterator[subprocess.Popen[bytes]]:
    """A running ``python ARGUMENTS`` that is gone when the block ends."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=environment(**extra),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
