"""Sound over time, for tests of its drawings."""

from __future__ import annotations

from app.model.facts import MediaTimeline


def timeline(
    received: tuple[int, ...] = (50,) * 12,
    *,
    interval_s: float = 1.0,
    quiet: tuple[float, float] | None = None,
    pace: float = 1.0,
) -> MediaTimeline:
    """A call whose far end sent fifty packets a second, as did we."""
    start, end = quiet or (None, None)
    levels = (-20.0,) * len(received)
    return MediaTimeline("hold", interval_s, received, (50,) * len(received), levels, start, end, pace)
