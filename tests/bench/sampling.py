"""Repeating a measurement and taking its middle."""

from __future__ import annotations

import statistics
from collections.abc import Callable

RUNS = 7


def middle(measure: Callable[[], float], runs: int = RUNS) -> dict[str, float | int]:
    """Median, best and worst of *runs* calls of *measure*."""
    values = sorted(measure() for _ in range(runs))
    return {
        "median": round(statistics.median(values), 4),
        "best": round(values[0], 4),
        "worst": round(values[-1], 4),
        "runs": runs,
    }
