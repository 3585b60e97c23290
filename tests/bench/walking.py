"""What the window costs during a whole check: the longest stall of its loop, and the memory of both processes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from functools import cache
from typing import Any

from tests.bench.processes import environment

WALKS = 3


def gui_stall() -> dict[str, object]:
    """Longest gap between two turns of the window's loop while it walks through a check, in milliseconds."""
    walks = _walks()
    stalls = sorted(walk["stall_ms"] for walk in walks)
    return {
        "unit": "ms",
        "median": statistics.median(stalls),
        "best": stalls[0],
        "worst": stalls[-1],
        "runs": len(walks),
        "slowest_screen": max(walks, key=lambda walk: float(walk["stall_ms"]))["slowest_screen"],
    }


def memory() -> dict[str, object]:
    """Largest resident memory of the window and of the engine, in megabytes."""
    walks = _walks()
    return {
        "unit": "MB",
        **{name: statistics.median(w["memory_mb"][name] for w in walks) for name in ("window", "engine")},
    }


@cache
def _walks() -> list[dict[str, Any]]:
    return [_walk() for _ in range(WALKS)]


def _walk() -> dict[str, Any]:
    extra = environment()
    command = [sys.executable, "-m", "tests.bench.walk"]
    done = subprocess.run(
        command, env={**extra, "CALLMEND_HOME": extra["HOME"]}, capture_output=True, text=True, check=False
    )
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise SystemExit(f"the walk ended with {done.returncode}: {done.stderr[-400:]}")
    walk: dict[str, Any] = json.loads(lines[-1])
    return walk
