"""What is counted and timed in a run, so that runs can be compared by more than yes and no."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.model.facts import CallResult, Direction, Fact, MediaFlow, SipExchange, StunBinding, VoiceLeg
from app.report.chance import Chance, of_shares, of_values

PACKETS_A_TRIAL: Final = 50
"""A second of sound: losses come in bursts, so packets are no independent trials, and seconds nearly are."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, in independent trials; ``percent`` is of what was counted, which may be finer."""

    good: int
    whole: int
    percent: float

    @property
    def figure(self) -> float:
        """Percent, as it is shown."""
        return round(self.percent, 1)


@dataclass(frozen=True, slots=True)
class Values:
    """Single values of one run."""

    values: tuple[float, ...]

    @property
    def figure(self) -> float:
        """The median."""
        return round(statistics.median(self.values), 2)


Sample = Share | Values | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to compare. ``good``: whether more of it is better."""

    name: str
    unit: Literal["%", "ms", "s"]
    good: Literal["more", "less"]
    read: Callable[[Sequence[Fact]], Sample]


def chance(before: Sample, after: Sample) -> Chance:
    """Whether two samples differ by more than chance."""
    if isinstance(before, Share) and isinstance(after, Share):
        return of_shares(before.good, before.whole, after.good, after.whole)
    if isinstance(before, Values) and isinstance(after, Values):
        return of_values(before.values, after.values)
    return "too_few"


def _arrived(direction: Direction) -> Callable[[Sequence[Fact]], Sample]:
    def read(facts: Sequence[Fact]) -> Sample:
        flows = [fact for fact in facts if isinstance(fact, MediaFlow) and fact.direction == direction]
        ours = sum(flow.packets or 0 for flow in flows if flow.counted_by == "us")
        theirs = sum(flow.packets or 0 for flow in flows if flow.counted_by == "far_end_bye")
        sent, arrived = (ours, theirs) if direction == "outbound" else (theirs, ours)
        return _trials(arrived, sent)

    return read


def _trials(good: int, whole: int) -> Sample:
    trials = whole // PACKETS_A_TRIAL
    arrived = min(1.0, good / whole) if whole else 0.0
    return Share(round(arrived * trials), trials, 100 * arrived) if trials else None


def _voice(facts: Sequence[Fact]) -> Sample:
    legs = [fact for fact in facts if isinstance(fact, VoiceLeg) and fact.leg == "line" and not fact.limited]
    return _trials(sum(leg.sent - leg.lost for leg in legs), sum(leg.sent for leg in legs))


def _answered(facts: Sequence[Fact]) -> Sample:
    tried = [fact for fact in facts if isinstance(fact, SipExchange) and fact.role == "suspected"]
    answered = sum(fact.outcome == "answered" for fact in tried)
    return Share(answered, len(tried), 100 * answered / len(tried)) if tried else None


def _values(kind: type[Fact], field: str) -> Callable[[Sequence[Fact]], Sample]:
    def read(facts: Sequence[Fact]) -> Sample:
        found = [getattr(fact, field) for fact in facts if isinstance(fact, kind)]
        known = tuple(float(value) for value in found if value is not None)
        return Values(known) if known else None

    return read


MEASURES: Final[tuple[Measure, ...]] = (
    Measure("messages_answered", "%", "more", _answered),
    Measure("reply", "ms", "less", _values(SipExchange, "rtt_ms")),
    Measure("internet_reply", "ms", "less", _values(StunBinding, "rtt_ms")),
    Measure("call_setup", "s", "less", _values(CallResult, "setup_s")),
    Measure("sound_to_us", "%", "more", _arrived("inbound")),
    Measure("sound_from_us", "%", "more", _arrived("outbound")),
    Measure("speech_packets", "%", "more", _voice),
    Measure("jitter", "ms", "less", _values(MediaFlow, "jitter_ms")),
)
