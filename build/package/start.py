"""How long the packaged program takes from its start to its first screen: ``python3 dev.py package start``."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from typing import Final

from build.dev.say import SetupError
from build.package import places

MOST_S: Final = 1.2
TIMES: Final = 7
_PATIENCE_S: Final = 60.0


class TooSlowError(SetupError):
    """The first screen takes longer than it may."""


def measure(folder: Path, times: int = TIMES) -> list[float]:
    """Start the program in *folder* and close it again, *times* times; seconds to the first screen, of each start.

    The program counts from the moment at which the system made its process (Linux only).
    """
    from build.linux.screen import virtual_display

    with virtual_display() if places.SYSTEM == "linux" else nullcontext("") as display:
        return [_once(folder / "callmend", display) for _ in range(times)]


def _once(program: Path, display: str) -> float:
    with tempfile.TemporaryDirectory() as home:
        surroundings = {**os.environ, "DISPLAY": display, "CALLMEND_HOME": home, "CALLMEND_BENCH": "first_paint"}
        surroundings.pop("QT_QPA_PLATFORM", None)
        done = subprocess.run([program], env=surroundings, capture_output=True, timeout=_PATIENCE_S, check=True)
    return float(json.loads(done.stdout)["first_paint_ms"]) / 1000


def report(times: list[float]) -> str:
    """One line: the middle, the whole range, and how busy the computer is."""
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    span = f"{min(times):.2f} to {max(times):.2f} s, {len(times)} starts{busy}"
    return f"first screen after {median(times):.2f} s ({span})"


def must_be_quick(times: list[float]) -> None:
    """Raise :class:`TooSlowError` when the middle is above what is allowed."""
    if median(times) > MOST_S:
        raise TooSlowError(f"more than {MOST_S} s")
