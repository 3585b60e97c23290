"""Sound that breaks off again and again while the call stands: how often, and what happens each time (science, 3).

Every time here is in seconds of a real call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, takewhile
from statistics import median
from typing import Final, Literal

from app.model.facts import CallCourse, MediaTimeline, MediaWatch, SoundGap, VoiceLeg

Kind = Literal["moved", "lost", "late", "paused"]
KINDS: Final[tuple[Kind, ...]] = ("moved", "lost", "late", "paused")
Cause = Literal["renegotiated", "keep_alive", "wifi", "queue", "network_loss", "sender_paused"]

SHORTEST_S: Final = 5.0
LONGEST_S: Final = 125.0
FEWEST: Final = 3
SURE: Final = 5
BIN_S: Final = 0.5
SMEAR: Final = 2
"""Bins by which a gap may be early or late."""
STRONG: Final = 0.7
"""Of the strongest echo of the gaps in themselves: the shortest delay that reaches it is the period, not a multiple."""
FITTING: Final = 0.8
"""Part of the gaps that must keep the beat."""
TOGETHER: Final = 0.6
"""Part of the gaps that something must coincide with, to be what brings them."""
SLACK_S: Final = 1.0
SLACK_SHARE: Final = 0.07
CLOCK_S: Final = 0.15
"""By which two programs on one computer may differ; longer by the pace of practice."""
IMPOSSIBLE: Final = 3
"""Times as many packets as fit into a gap cannot have been lost in it: they were numbered anew."""
OWN_TURN_S: Final = 0.35
"""By the clock: how near to our own re-INVITE a gap may be its doing."""
MOST: Final = 0.5
"""Part of the packets of a gap that make its kind."""
PACKET_S: Final = 0.02
SPIKE_MS: Final = 80.0
"""A round trip to the gateway that is so much above the usual one: the air was busy."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Gaps of one kind that come again every ``period_s``."""

    kind: Kind
    period_s: float
    gaps: tuple[SoundGap, ...]
    cause: Cause

    @property
    def length_s(self) -> float:
        """Usual length of a gap, by the clock."""
        return float(median(gap.length_s for gap in self.gaps))

    @property
    def lost(self) -> int:
        """Packets lost in all of them."""
        return sum(gap.lost for gap in self.gaps)


def kind_of(gap: SoundGap) -> Kind:
    """What a gap looks like from this end: lost on the way, late, numbered anew, or simply not sent."""
    packets = gap.length_s / PACKET_S
    if gap.moved or gap.lost > IMPOSSIBLE * max(packets, SURE):
        return "moved"
    if gap.lost >= MOST * packets:
        return "lost"
    return "late" if gap.burst >= MOST * packets else "paused"


def beat_of(
    watch: MediaWatch, course: CallCourse | None, timeline: MediaTimeline | None, legs: Sequence[VoiceLeg]
) -> Beat | None:
    """The strongest beat among the gaps of a held call, and its cause; ``None`` where they keep none."""
    pace = max(watch.pace, 0.001)
    of_our_own = [gap for gap in watch.gaps if _of_our_own(gap, timeline)]
    others = [gap for gap in watch.gaps if gap not in of_our_own]
    for kind in KINDS:
        alike = [gap for gap in others if kind_of(gap) == kind]
        times = _apart([gap.at_s * pace for gap in (*alike, *of_our_own)])  # one of ours may hide one of these
        period = period_of(times, watch.watched_s * pace, CLOCK_S * pace) or period_of(
            _apart([gap.at_s * pace for gap in alike]), watch.watched_s * pace, CLOCK_S * pace
        )
        if period is not None and len(alike) >= FEWEST - 1:
            return Beat(kind, period, tuple(alike), _cause(kind, times, watch, course, legs))
    return None


def period_of(times: Sequence[float], watched_s: float, clock_s: float = CLOCK_S) -> float | None:
    """The beat of *times* by the autocorrelation of their row, ``None`` when they keep none."""
    if len(times) < FEWEST or watched_s > 1e5:
        return None
    row = [False] * (round(watched_s / BIN_S) + 2)
    for at in times:
        row[min(len(row) - 1, round(at / BIN_S))] = True
    places = [place for place, here in enumerate(row) if here]
    lags = range(round(SHORTEST_S / BIN_S), min(round(LONGEST_S / BIN_S), len(row) // 2) + 1)
    echo = {lag: sum(_near(row, place + lag) for place in places) for lag in lags}
    strongest = max(echo.values(), default=0)
    if strongest < FEWEST - 1:
        return None
    first = next(lag for lag in lags if echo[lag] >= STRONG * strongest)
    hill = list(takewhile(lambda lag: echo.get(lag, 0) >= STRONG * strongest, range(first, lags.stop)))
    top = max(echo[lag] for lag in hill)
    return _fitted(times, BIN_S * float(median(lag for lag in hill if echo[lag] == top)), clock_s)


def _near(row: Sequence[bool], place: int) -> bool:
    return any(row[max(0, place - SMEAR) : place + SMEAR + 1])


def _fitted(times: Sequence[float], guess_s: float, clock_s: float) -> float | None:
    """The period that fits best near the guess, if nearly all gaps keep it; one of another cause may be among them."""
    best: tuple[int, float] = (0, guess_s)
    steps = [round((later - sooner) / guess_s) for sooner, later in pairwise(times)]
    counts = list(accumulate(steps, initial=0))
    for anchor, zero in zip(times, counts, strict=True):
        periods = [(at - anchor) / (count - zero) for at, count in zip(times, counts, strict=True) if count != zero]
        period = float(median(periods)) if periods else guess_s
        slack = max(SLACK_S, SLACK_SHARE * period, 2 * clock_s)
        keeping = {
            count - zero
            for at, count in zip(times, counts, strict=True)
            if abs(at - anchor - (count - zero) * period) <= slack
        }
        best = max(best, (len(keeping), period), key=lambda one: one[0])
    return best[1] if best[0] >= max(FEWEST, FITTING * len(times)) else None


def _apart(times: Sequence[float]) -> list[float]:
    """Beginnings only: gaps within a second of each other are one."""
    kept: list[float] = []
    last = -1e9
    for at in sorted(times):
        if at - last > SLACK_S:
            kept.append(at)
        last = at
    return kept


def _of_our_own(gap: SoundGap, timeline: MediaTimeline | None) -> bool:
    """Where the test itself went quiet, or spoke again: it made the stream anew there."""
    turns = (timeline.quiet_from_s, timeline.quiet_to_s) if timeline else ()
    return any(turn is not None and abs(gap.at_s - turn) <= OWN_TURN_S for turn in turns)


def _cause(
    kind: Kind, times: Sequence[float], watch: MediaWatch, course: CallCourse | None, legs: Sequence[VoiceLeg]
) -> Cause:
    pace = max(watch.pace, 0.001)
    slack = max(0.5, CLOCK_S * pace)
    if kind == "moved" or _coincide(times, _renewals(course), slack):
        return "renegotiated"
    if _coincide(times, [at * pace for at in watch.keep_alives], slack):
        return "keep_alive"
    if kind == "late":
        return "wifi" if any(_spikes(leg) for leg in legs) else "queue"
    return "network_loss" if kind == "lost" else "sender_paused"


def _renewals(course: CallCourse | None) -> list[float]:
    """When the session was described anew: requests of either side, ours and theirs (RFC 4028, RFC 3311)."""
    if course is None:
        return []
    renewing = (step for step in course.steps if step.status is None and step.method in {"INVITE", "UPDATE"})
    return [step.at_s * course.pace for step in renewing if step.at_s > 0]


def _coincide(gaps: Sequence[float], events: Sequence[float], slack_s: float) -> bool:
    """Whether most gaps begin with an event, and not because there is an event all the time."""
    if len(events) < FEWEST - 1 or len(gaps) < FEWEST - 1:
        return False
    interval = float(median(later - earlier for earlier, later in pairwise(sorted(events))))
    between = float(median(later - earlier for earlier, later in pairwise(gaps)))
    if interval <= 0 or 2 * slack_s > MOST * interval:
        return False
    if abs(between - interval * max(1, round(between / interval))) > slack_s:
        return False  # another beat, which meets this one now and then
    meeting = sum(any(abs(at - event) <= slack_s for event in events) for at in gaps)
    return meeting >= TOGETHER * len(gaps)


def _spikes(leg: VoiceLeg) -> bool:
    """Whether the way to the gateway, free of load, stalls now and then."""
    if leg.leg != "gateway" or leg.rtt_ms is None:
        return False
    return sum(slow is not None and slow >= leg.rtt_ms + SPIKE_MS for slow in leg.slow_ms) >= 2
