"""The measurements by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.bench import checking, pacing, random_walk, reporting, starting, walking

BENCHES: Final[dict[str, Callable[[], dict[str, object]]]] = {
    "first_paint": starting.first_paint,
    "help": starting.help_text,
    "engine_start": starting.engine_start,
    "alg_check": checking.alg_check,
    "alg_verdict": checking.alg_verdict,
    "call_cpu": checking.call_cpu,
    "rtp_pacing": pacing.rtp_pacing,
    "gui_stall": walking.gui_stall,
    "random_walk": random_walk.random_walk,
    "memory": walking.memory,
    "report": reporting.report,
}
