"""Points in time as a person reads them. The session holds UTC; a report says so."""

from __future__ import annotations

from datetime import datetime

from app.report.view.words import say
from app.report.visible import visible


def day_and_time(stamp: str | None) -> str:
    """``2026-11-20T10:42:05+00:00`` as ``20 November 2026, 10:42 UTC``; what is no time stays as it is."""
    try:
        moment = datetime.fromisoformat(stamp or "")
    except ValueError:
        return visible(stamp or "", 40)
    zone = " UTC" if moment.utcoffset() is not None and not moment.utcoffset() else ""
    return f"{moment.day} {say('report', 'month', f'{moment.month:02}')} {moment.year}, {moment:%H:%M}{zone}"


def seconds(value: float | None) -> str:
    """A duration or point of the run in seconds."""
    return "" if value is None else say("report", "word", "seconds", value=f"{value:.2f}".rstrip("0").rstrip("."))


def milliseconds(value: float | None) -> str:
    """A delay in milliseconds."""
    return "" if value is None else say("report", "word", "milliseconds", value=f"{value:g}")
