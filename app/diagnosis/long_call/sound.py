"""When the sound of a held call went away, read from its counts stretch by stretch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from app.model.facts import MediaTimeline

SURE_S: Final = 10.0
"""Silence of packets that is no pause, in seconds of a real call."""
SURE_STRETCHES: Final = 5
QUIET_SURE_S: Final = 5.0
SHORTEST_LIFE_S: Final = 10.0
"""A far end whose sound goes as soon as ours does only follows us: no router forgets faster (RFC 4787: 2 min)."""
OUTAGE_S: Final = 3.0
"""Longer than any pause in what the hold number plays, in seconds of a real call."""
EVEN_SHARE: Final = 0.9
"""Part of the stretches before with any packet; a far end that suppresses silence stays below it."""


@dataclass(frozen=True, slots=True)
class Lost:
    """``at_s`` after the answer; ``life_s``: after our own sound ended. ``returned``: it came back when we spoke."""

    at_s: float
    life_s: float = 0.0
    returned: bool = False


def lost_while_quiet(timeline: MediaTimeline) -> Lost | None:
    """Sound that went on for a while after we had gone quiet, and then ended within the quiet part."""
    if timeline.quiet_from_s is None or timeline.interval_s <= 0:
        return None
    begin = round(timeline.quiet_from_s / timeline.interval_s)
    whole = len(timeline.received)
    end = whole if timeline.quiet_to_s is None else min(whole, round(timeline.quiet_to_s / timeline.interval_s))
    silent_from = _silent_from(timeline.received[:end])
    second = timeline.interval_s * timeline.pace
    life, silence = (silent_from - begin) * second, (end - silent_from) * second
    heard_before = any(timeline.received[:begin])
    if not heard_before or life < SHORTEST_LIFE_S or silence < QUIET_SURE_S or end - silent_from < 2:
        return None
    return Lost(silent_from * second, life, any(timeline.received[end:]))


def stopped(timeline: MediaTimeline) -> Lost | None:
    """Sound that was there and had gone for good when the call ended."""
    silent_from, whole = _silent_from(timeline.received), len(timeline.received)
    second = timeline.interval_s * timeline.pace
    if not silent_from or (whole - silent_from) * second < SURE_S or whole - silent_from < SURE_STRETCHES:
        return None
    return Lost(silent_from * second)


def outages(timeline: MediaTimeline) -> tuple[slice, ...]:
    """Stretches in which nothing came for :data:`OUTAGE_S` and longer, with sound before and after them."""
    found, begin = [], None
    for place, count in enumerate(timeline.received):
        if count and begin is not None and (place - begin) * timeline.interval_s * timeline.pace >= OUTAGE_S:
            found.append(slice(begin, place))
        begin = None if count else (place if begin is None else begin)
    return tuple(gap for gap in found if gap.start)


def is_even(timeline: MediaTimeline, until_s: float) -> bool:
    """Whether packets came all the time until then, so that their absence says something."""
    second = timeline.interval_s * timeline.pace
    before = timeline.received[: round(until_s / second)] if second > 0 else ()
    usual = median([count for count in before if count] or [0])
    share = max(sum(1 for count in before if count), sum(before) / usual if usual else 0)  # what comes late still came
    return bool(before) and share >= EVEN_SHARE * len(before)


def _silent_from(received: Sequence[int]) -> int:
    """The first stretch after the last packet."""
    return max((place + 1 for place, count in enumerate(received) if count), default=0)
