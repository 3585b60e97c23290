"""How evenly the engine sends speech while the window's process is busy all the time."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from typing import Final

from tests.bench.far_end import served_profile
from tests.bench.processes import environment
from tests.bench.sound_tap import SoundTap

PACKET_S: Final = 0.02
CALLS: Final = 5
FEWEST: Final = 200
"""Packets of a stream; a shorter one is no call of this measurement."""


def rtp_pacing() -> dict[str, object]:
    """Distance of each 20 ms step from 20 ms, stamped by the kernel, in milliseconds: 99 % of them are below "p99".

    The engine's parent is a real window that paints without a pause.
    """
    tap = SoundTap()
    try:
        with served_profile(view=tap) as profile:
            command = [sys.executable, "-m", "tests.bench.busy_window", str(profile), str(CALLS)]
            done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    finally:
        tap.close()
    if done.returncode:
        raise SystemExit(f"the busy window ended with {done.returncode}: {done.stderr[-400:]}")
    off = sorted(step for stream in tap.streams.values() if len(stream) >= FEWEST for step in _off_ms(stream))
    if not off:
        raise SystemExit("no stream was seen")
    paints = json.loads(done.stdout.splitlines()[-1])["paints"]
    return {
        "unit": "ms",
        "p50": round(off[len(off) // 2], 3),
        "p99": round(off[int(len(off) * 0.99)], 3),
        "worst": round(off[-1], 2),
        "steps": len(off),
        "streams": len(tap.streams),
        "paints_meanwhile": paints,
    }


def _off_ms(stream: list[tuple[int, float]]) -> list[float]:
    """For each packet that follows the one before it in number: how far the time between them is from 20 ms."""
    steps = pairwise(stream)
    return [abs(later[1] - sooner[1] - PACKET_S) * 1000 for sooner, later in steps if later[0] - sooner[0] == 1]
