"""The time of a run: seconds since it started, also when it was started by an engine that is gone."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def utc_now() -> str:
    """The time of day as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class RunClock:
    """Seconds since the run started; never goes back, whatever happens to the computer's time of day."""

    def __init__(self, offset_s: float = 0.0) -> None:
        """*offset_s* is the age of the run right now."""
        self._zero = time.monotonic() - offset_s

    def seconds(self) -> float:
        """The age of the run."""
        return time.monotonic() - self._zero


def resumed_clock(started: str, last_s: float) -> RunClock:
    """The clock of a run that began at *started* (ISO 8601) and whose last observation is *last_s* old."""
    try:
        age_s = (datetime.now(UTC) - datetime.fromisoformat(started)).total_seconds()
    except (ValueError, TypeError):
        age_s = last_s
    return RunClock(max(age_s, last_s))
