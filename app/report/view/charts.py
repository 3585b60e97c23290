"""Measurements over time as drawings: any fact that holds a row of numbers is drawn, known kind or new.

A fact with ``interval_s`` and rows of numbers has one value a stretch of that length; a row without it holds one value
a second. The runs of lost packets that the session counted become a histogram.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from app.model.facts import Fact, Observation, Unknown
from app.model.figures import BurstClass, Figures
from app.report.allowed import FIELDS
from app.report.redaction import Redactor
from app.report.view.names import call_name, plain_name
from app.report.view.times import seconds
from app.report.view.words import say

WIDTH: Final = 560
"""Columns of the plot; more values than that share a column, which then shows its lowest and highest."""
HEIGHT: Final = 44
_LONGEST_S: Final = 1e6
_SHORTEST: Final = 3
"""Fewer values say nothing over time."""
_NO_ROWS: Final = frozenset({"bursts", "keep_alives", "versions"})
"""Lengths, points of time, names: no values over time."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of numbers. ``path`` is SVG path data in a plot of :data:`WIDTH` by :data:`HEIGHT`."""

    label: str
    low: str
    high: str
    path: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A time on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram; ``share`` in percent of the highest."""

    label: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All rows of one fact over one axis, and the histogram of its bursts."""

    id: str
    title: str
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    shaded: tuple[float, float] | None
    shade_label: str
    bars: tuple[Bar, ...]


def charts(observations: Sequence[Observation], figures: Figures | None, redactor: Redactor) -> tuple[Chart, ...]:
    """One chart for each fact that has something to draw, in the order of the run."""
    bursts = {one.observation: one.classes for one in (figures.bursts if figures else ())}
    made = (_chart(one, bursts.get(one.id, ()), redactor) for one in observations)
    return tuple(chart for chart in made if chart is not None)


def _chart(observation: Observation, bursts: Sequence[BurstClass], redactor: Redactor) -> Chart | None:
    fact = observation.fact
    rows = _rows(fact)
    bars = _histogram(bursts)
    if not rows and not bars:
        return None
    step = float(getattr(fact, "interval_s", 1.0) or 1.0) * float(getattr(fact, "pace", 1.0) or 1.0)
    longest = max((len(row) for row in rows.values()), default=0)
    purpose = str(getattr(fact, "purpose", None) or getattr(fact, "leg", None) or "")
    name = call_name(purpose, redactor) if purpose else ""
    return Chart(
        redactor.text(observation.id, 20),
        " ".join(filter(None, (plain_name("chart", fact.kind), name, _each(fact)))),
        tuple(_line(fact.kind, field, row, longest) for field, row in rows.items()),
        _ticks(longest * step),
        _shaded(fact, longest * step),
        say("report", "word", "quiet_on_purpose"),
        bars,
    )


def _each(fact: Fact) -> str:
    """How long the stretch is that each value stands for."""
    each = getattr(fact, "interval_s", None)
    return "" if each is None else say("report", "chart", "each", time=seconds(each))


def _rows(fact: Fact) -> dict[str, tuple[float | None, ...]]:
    """The fields of *fact* that are rows of numbers and may be shown."""
    if isinstance(fact, Unknown):
        return {}
    treatments = FIELDS.get(fact.kind, {})
    values = {field.name: getattr(fact, field.name) for field in fields(fact) if treatments.get(field.name) == "value"}
    return {name: value for name, value in values.items() if name not in _NO_ROWS and _is_row(value)}


def _is_row(value: Any) -> bool:
    if not isinstance(value, tuple) or len(value) < _SHORTEST:
        return False
    known = [item for item in value if item is not None]
    return bool(known) and all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in known)


def _line(kind: str, field: str, row: Sequence[float | None], longest: int) -> Line:
    known = [value for value in row if value is not None]
    low, high = min((*known, 0)), max((*known, 0))
    if field.endswith("dbfs"):
        low, high = max(low, -96), 0
    return Line(plain_name("series", kind, field), f"{low:g}", f"{high:g}", _path(row, low, high, longest))


def _path(row: Sequence[float | None], low: float, high: float, longest: int) -> str:
    """Steps from column to column; a value that is not known leaves a gap."""
    span = (high - low) or 1.0
    per_column = max(1, -(-longest // WIDTH))
    width = WIDTH / max(1, longest) * per_column
    parts: list[str] = []
    for number, start in enumerate(range(0, len(row), per_column)):
        known = [value for value in row[start : start + per_column] if value is not None]
        if not known:
            continue
        begin = not parts or row[start - 1] is None
        for value in (min(known), max(known)) if min(known) != max(known) else (known[0],):
            y = HEIGHT * (1 - (min(max(value, low), high) - low) / span)
            parts.append(f"{'M' if begin else 'L'}{number * width:.1f} {y:.1f}")
            begin = False
        parts.append(f"H{(number + 1) * width:.1f}")
    return "".join(parts)


def _ticks(whole_s: float) -> tuple[Tick, ...]:
    """About five round times."""
    if not 0 < whole_s < _LONGEST_S:
        return ()
    step = next((one for one in (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600) if whole_s / one <= 6), 1200)
    count = int(whole_s / step)
    return tuple(Tick(round(WIDTH * number * step / whole_s, 1), seconds(number * step)) for number in range(count + 1))


def _shaded(fact: Fact, whole_s: float) -> tuple[float, float] | None:
    """The part in which we sent nothing on purpose."""
    start = getattr(fact, "quiet_from_s", None)
    if start is None or whole_s <= 0:
        return None
    pace = float(getattr(fact, "pace", 1.0) or 1.0)
    end = getattr(fact, "quiet_to_s", None)
    left = min(WIDTH, max(0.0, WIDTH * start * pace / whole_s))
    right = WIDTH if end is None else min(WIDTH, max(left, WIDTH * end * pace / whole_s))
    return round(left, 1), round(right - left, 1)


def _histogram(bursts: Sequence[BurstClass]) -> tuple[Bar, ...]:
    top = max((one.count for one in bursts), default=1)
    return tuple(Bar(_length(one), one.count, round(100 * one.count / top)) for one in bursts)


def _length(one: BurstClass) -> str:
    if one.high is None:
        return f"{one.low}+"
    return str(one.low) if one.low == one.high else f"{one.low}-{one.high}"
