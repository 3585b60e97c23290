"""Sound each way: for each call what one side sent and the other counted, with the level where it was measured."""

from __future__ import annotations

from collections.abc import Sequence

from app.model.facts import CallResult, Direction, Fact, FarEndHeard, MediaFlow, Observation, SoundHeard
from app.model.figures import SoundWay


def sound_ways(observations: Sequence[Observation]) -> tuple[SoundWay, ...]:
    """Two a call, in the order of the calls. A call's records end with its result."""
    ways: list[SoundWay] = []
    during: list[Fact] = []
    for observation in observations:
        during.append(observation.fact)
        if isinstance(observation.fact, CallResult):
            ways += _call(observation.fact, during)
            during = []
    return tuple(ways)


def _call(result: CallResult, during: Sequence[Fact]) -> list[SoundWay]:
    flows = [fact for fact in during if isinstance(fact, MediaFlow) and fact.purpose == result.purpose]
    return [_way(result, direction, flows, during) for direction in ("outbound", "inbound")] if flows else []


def _way(
    result: CallResult, direction: Direction, flows: Sequence[MediaFlow], during: Sequence[Fact]
) -> SoundWay:  # fmt: skip
    ours = [flow for flow in flows if flow.direction == direction and flow.counted_by == "us"]
    theirs = [flow for flow in flows if flow.direction == direction and flow.counted_by != "us"]
    senders, receivers = (ours, theirs) if direction == "outbound" else (theirs, ours)
    sent, arrived = _packets(senders), _packets(receivers)
    heard, level = _heard(direction, during)
    return SoundWay(
        result.purpose,
        direction,
        result.duration_s,
        sent,
        arrived,
        None if not sent or arrived is None else min(100, round(100 * arrived / sent)),
        next((flow.lost for flow in reversed(receivers) if flow.lost is not None), None),
        next((flow.jitter_ms for flow in reversed(receivers) if flow.jitter_ms is not None), None),
        heard,
        level,
    )


def _packets(flows: Sequence[MediaFlow]) -> int | None:
    return next((flow.packets for flow in reversed(flows) if flow.packets is not None), None)


def _heard(direction: Direction, during: Sequence[Fact]) -> tuple[int | None, float | None]:
    """Share of the time with sound, and its level, as the receiving side measured it."""
    kind = SoundHeard if direction == "inbound" else FarEndHeard
    found = [fact for fact in during if isinstance(fact, kind)]
    if not found or not found[-1].windows:
        return None, None
    return round(100 * found[-1].windows_with_sound / found[-1].windows), found[-1].level_dbfs
