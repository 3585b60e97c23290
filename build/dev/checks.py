"""Every check and test, in the order in which they are cheap."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from build.dev.environment import ROOT
from build.dev.say import say

CHECKED = ("app", "tests", "build", "dev.py")
WORKERS = ("-n", "4", "--dist", "loadfile")
"""Most tests wait for sockets, so there are more workers than cores; a file stays on one of them."""
CALLERS = ("-n", "2", "--dist", "loadfile")
"""Calls happen in real time, with sound every 20 ms: they are tested by themselves, after everything else."""


def run_all(python: Path, pytest_arguments: list[str]) -> int:
    """Run the linters, the type checker and the suite; the first failure ends it. Returns the exit code."""
    tool = [str(python), "-m"]
    steps = (
        ("style", [*tool, "ruff", "check", *CHECKED]),
        ("format", [*tool, "ruff", "format", "--check", "--quiet", *CHECKED]),
        ("types", [*tool, "mypy", "--strict", *CHECKED]),
        *_passes([*tool, "pytest"], pytest_arguments),
    )
    for name, command in steps:
        started = time.monotonic()
        say(f"== {name}")
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        say(f"== {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s")
        if code:
            return code
    return 0


def _passes(pytest: list[str], arguments: list[str]) -> tuple[tuple[str, list[str]], ...]:
    """The whole suite in two passes; what somebody asks for by name in one."""
    if arguments:
        return (("tests", [*pytest, *WORKERS, *arguments]),)
    return (
        ("tests", [*pytest, *WORKERS, "-m", "not softphone"]),
        ("calls", [*pytest, *CALLERS, "-m", "softphone"]),
    )
