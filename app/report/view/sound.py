"""Sound each way: for each call what one side sent and the other counted, with the level where it was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.model.facts import CallResult, Direction, FarEndHeard, MediaFlow, Observation, SoundHeard
from app.report.redaction import Redactor
from app.report.view.times import milliseconds, seconds
from app.report.view.words import say


@dataclass(frozen=True, slots=True)
class SoundRow:
    """One direction of one call. ``share`` is what arrived of what was sent, in percent, for the bar."""

    call: str
    way: str
    duration: str
    sent: str
    arrived: str
    share: int | None
    lost: str
    jitter: str
    heard: str


def sound_rows(observations: Sequence[Observation], redactor: Redactor) -> tuple[SoundRow, ...]:
    """Two rows a call, in the order of the calls. A call's records end with its result."""
    rows: list[SoundRow] = []
    during: list[Observation] = []
    for observation in observations:
        during.append(observation)
        if isinstance(observation.fact, CallResult):
            rows += _call(observation.fact, during, redactor)
            during = []
    return tuple(rows)


def _call(result: CallResult, during: Sequence[Observation], redactor: Redactor) -> list[SoundRow]:
    flows = [one.fact for one in during if isinstance(one.fact, MediaFlow) and one.fact.purpose == result.purpose]
    return [_way(result, direction, flows, during, redactor) for direction in ("outbound", "inbound")] if flows else []


def _way(
    result: CallResult,
    direction: Direction,
    flows: Sequence[MediaFlow],
    during: Sequence[Observation],
    redactor: Redactor,
) -> SoundRow:
    ours = [flow for flow in flows if flow.direction == direction and flow.counted_by == "us"]
    theirs = [flow for flow in flows if flow.direction == direction and flow.counted_by != "us"]
    senders, receivers = (ours, theirs) if direction == "outbound" else (theirs, ours)
    sent, arrived = _packets(senders), _packets(receivers)
    lost = next((flow.lost for flow in reversed(receivers) if flow.lost is not None), None)
    jitter = next((flow.jitter_ms for flow in reversed(receivers) if flow.jitter_ms is not None), None)
    return SoundRow(
        redactor.text(result.purpose, 40),
        say("report", "direction", direction),
        seconds(result.duration_s),
        "" if sent is None else str(sent),
        "" if arrived is None else str(arrived),
        None if not sent or arrived is None else min(100, round(100 * arrived / sent)),
        "" if lost is None else str(lost),
        milliseconds(jitter),
        _heard(direction, during),
    )


def _packets(flows: Sequence[MediaFlow]) -> int | None:
    return next((flow.packets for flow in reversed(flows) if flow.packets is not None), None)


def _heard(direction: Direction, during: Sequence[Observation]) -> str:
    """Share of the time with sound, and its level, as the receiving side measured it."""
    kind = SoundHeard if direction == "inbound" else FarEndHeard
    found = [one.fact for one in during if isinstance(one.fact, kind)]
    if not found or not found[-1].windows:
        return ""
    share = round(100 * found[-1].windows_with_sound / found[-1].windows)
    level = found[-1].level_dbfs
    return f"{share} %" if level is None else f"{share} %, {level:g} dBFS"
