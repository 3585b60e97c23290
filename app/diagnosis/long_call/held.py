"""The newest held call with all that was recorded of it. Every time here is in seconds of a real call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from app.diagnosis.evidence import Evidence, Seen
from app.model.facts import CallCourse, CallResult, CallStep, Direction, MediaFlow, MediaTimeline, RunMark
from app.model.facts_of_calls import SIDE_CALL

PURPOSES: Final = ("hold", "hold_echo")
_REASON: Final = re.compile(r"\b(SIP|Q\.850)\s*;\s*cause\s*=\s*(\d{1,4})", re.IGNORECASE)
MOST_REASON: Final = 300
MOST: Final = 1e9
JITTER_S: Final = 0.2
"""By which a time may be wrong because two programs share a computer; longer by the pace of practice."""


@dataclass(frozen=True)
class Held:
    """One held call."""

    result: Seen[CallResult]
    course: Seen[CallCourse] | None
    timeline: Seen[MediaTimeline] | None
    flows: tuple[Seen[MediaFlow], ...]
    marks: tuple[Seen[RunMark], ...]

    @property
    def pace(self) -> float:
        """Seconds of a real call in one second of the clock."""
        return max(self.course.fact.pace, 0.001) if self.course else 1.0

    @property
    def lasted_s(self) -> float:
        """From the answer to the end."""
        seconds = self.result.fact.duration_s or 0.0
        return seconds * self.pace if _sensible(seconds) else 0.0

    @property
    def ended_at_s(self) -> float:
        """When the first BYE was seen, else when the call was over."""
        byes = [step.at_s for step in self.steps if step.method == "BYE" and step.status is None]
        return byes[0] * self.pace if byes else self.lasted_s

    @property
    def planned_s(self) -> float:
        """How long it was meant to last."""
        return self.course.fact.planned_s if self.course else 0.0

    @property
    def dropped(self) -> bool:
        """Whether it was over before we wanted it to be."""
        return self.result.fact.outcome == "dropped"

    @property
    def by_far_end(self) -> bool:
        """Whether the far end said goodbye first."""
        return self.result.fact.ended_by == "far_end"

    @property
    def steps(self) -> tuple[CallStep, ...]:
        """Its messages from the answer on, with times by the clock."""
        return self.course.fact.steps if self.course else ()

    @property
    def reason(self) -> str:
        """The far end's Reason, in lower case."""
        return self.result.fact.reason_header[:MOST_REASON].lower()

    @cached_property
    def causes(self) -> frozenset[tuple[str, int]]:
        """Protocol and cause of each value of the Reason (RFC 3326)."""
        return frozenset((name, int(cause)) for name, cause in _REASON.findall(self.reason))

    @property
    def slack_s(self) -> float:
        """What two clocks may differ by."""
        return JITTER_S * self.pace

    def near(self, seconds: float, expected_s: float) -> bool:
        """Whether two times are the same: within a second, 3 %, or what the clock may be wrong by."""
        return abs(seconds - expected_s) <= max(1.0, 0.03 * expected_s, self.slack_s)

    def at(self, method: str, direction: Direction, *, accepted: bool = False, cseq: int | None = None) -> list[float]:
        """When requests with *method*, or 2xx to them, were seen."""
        return [
            step.at_s * self.pace
            for step in self.steps
            if step.method == method
            and step.direction == direction
            and (step.status is not None and 200 <= step.status < 300 if accepted else step.status is None)
            and (cseq is None or step.cseq == cseq)
        ]

    def far_end_heard(self) -> int | None:
        """Packets of ours that the far end says it received; ``None``: it did not tell."""
        told = [
            seen.fact.packets
            for seen in self.flows
            if seen.fact.direction == "outbound" and seen.fact.counted_by == "far_end_bye"
        ]
        return told[-1] if told else None

    def marked(self, mark: str) -> tuple[Seen[RunMark], ...]:
        """What happened to this computer during the call."""
        return tuple(seen for seen in self.marks if seen.fact.mark == mark)

    def because(self) -> list[Seen[Any]]:
        """Everything that was recorded of it."""
        return [self.result, *(seen for seen in (self.course, self.timeline) if seen), *self.flows]


def _sensible(*numbers: float | None) -> bool:
    """Whether numbers can be multiplied without end; not-a-number is not."""
    return all(number is None or abs(number) <= MOST for number in numbers)


def _is_readable(timeline: MediaTimeline) -> bool:
    """A file may hold anything; a timeline without sensible times says nothing."""
    return (
        _sensible(timeline.interval_s, timeline.pace, timeline.quiet_from_s, timeline.quiet_to_s)
        and timeline.interval_s > 1e-3
        and timeline.pace > 1e-3
    )


def held_call(evidence: Evidence) -> Held | None:
    """The newest held call, ``None`` when there was none."""
    result = evidence.last(CallResult, lambda fact: fact.purpose in PURPOSES)
    if result is None:
        return None
    before = evidence.all(CallResult, lambda fact: not fact.purpose.startswith(SIDE_CALL))
    begin = max((seen.place for seen in before if seen.place < result.place), default=-1)

    def during(kind: type[Any]) -> tuple[Seen[Any], ...]:
        own = evidence.all(kind, lambda fact: getattr(fact, "purpose", result.fact.purpose) == result.fact.purpose)
        return tuple(seen for seen in own if begin < seen.place <= result.place)

    courses = [seen for seen in during(CallCourse) if _sensible(seen.fact.pace, *(one.at_s for one in seen.fact.steps))]
    timelines = [seen for seen in during(MediaTimeline) if _is_readable(seen.fact)]
    return Held(
        result,
        courses[-1] if courses else None,
        timelines[-1] if timelines else None,
        during(MediaFlow),
        during(RunMark),
    )
