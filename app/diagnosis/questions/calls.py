"""What the sound questions share: a call with the counters that belong to it, and one answer from several calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.diagnosis.answers import cannot_tell
from app.diagnosis.evidence import Evidence, F, Seen
from app.model.diagnosis import Verdict
from app.model.facts import (
    CallResult,
    Direction,
    FarEndHeard,
    FarEndPath,
    MediaAgreed,
    MediaFlow,
    MediaWatch,
    SoundHeard,
    SoundLoop,
)

FAR_END: Final = ("far_end_rtcp", "far_end_bye")
"""Who counts for the far end."""


@dataclass(frozen=True, slots=True)
class Call:
    """The facts of the newest call of one purpose."""

    result: Seen[CallResult]
    flows: tuple[Seen[MediaFlow], ...]
    heard: Seen[SoundHeard] | None
    loop: Seen[SoundLoop] | None
    told: Seen[FarEndHeard] | None
    agreed: Seen[MediaAgreed] | None = None
    watch: Seen[MediaWatch] | None = None
    path: Seen[FarEndPath] | None = None

    @property
    def was_answered(self) -> bool:
        """Whether the far end picked up, whatever came of it."""
        return self.result.fact.outcome in {"connected", "dropped", "no_media"}

    def flow(self, direction: Direction, *counted_by: str) -> tuple[Seen[MediaFlow], ...]:
        """What one side counted of one direction."""
        return tuple(
            seen for seen in self.flows if seen.fact.direction == direction and seen.fact.counted_by in counted_by
        )

    def packets(self, direction: Direction, *counted_by: str) -> int | None:
        """The newest number of packets among them; ``None`` when that side told none."""
        told = [seen.fact.packets for seen in self.flow(direction, *counted_by) if seen.fact.packets is not None]
        return told[-1] if told else None

    def because(self) -> list[Seen[Any]]:
        """Everything that was recorded of the call."""
        others = (self.heard, self.loop, self.told, self.agreed, self.watch, self.path)
        return [self.result, *self.flows, *(seen for seen in others if seen)]


def newest_calls(evidence: Evidence, *purposes: str) -> tuple[Call, ...]:
    """The newest call of each of *purposes* that was made, in that order."""
    return tuple(call for purpose in purposes if (call := _call(evidence, purpose)))


def _call(evidence: Evidence, purpose: str) -> Call | None:
    result = evidence.last(CallResult, lambda fact: fact.purpose == purpose)
    if result is None:
        return None
    before = evidence.all(CallResult, lambda fact: fact.purpose == purpose)  # other calls may go on meanwhile
    earlier = [seen.place for seen in before if seen.place < result.place]
    begin = max(earlier, default=-1)  # a call's result is its last record

    def during(kind: type[F]) -> tuple[Seen[F], ...]:
        of_purpose = evidence.all(kind, lambda fact: getattr(fact, "purpose", None) == purpose)
        return tuple(seen for seen in of_purpose if begin < seen.place < result.place)

    return Call(
        result,
        during(MediaFlow),
        _newest(during(SoundHeard)),
        _newest(during(SoundLoop)),
        _newest(during(FarEndHeard)),
        _newest(during(MediaAgreed)),
        _newest(during(MediaWatch)),
        _newest(during(FarEndPath)),
    )


def _newest(found: tuple[Seen[F], ...]) -> Seen[F] | None:
    return found[-1] if found else None


def together(verdicts: Sequence[Verdict]) -> Verdict | None:
    """One answer from several calls: a proof that it works stands, unless another call proves the opposite."""
    works = [verdict for verdict in verdicts if verdict.answer == "yes"]
    fails = [verdict for verdict in verdicts if verdict.answer == "no"]
    if works and any(verdict.confidence == "certain" for verdict in fails):
        because = tuple(dict.fromkeys(one for verdict in (*works, *fails) for one in verdict.because))
        return replace(cannot_tell(works[0].question, "contradictory"), because=because)
    return next(iter((*works, *fails, *verdicts)), None)
