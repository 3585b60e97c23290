"""Sound each way, two rows a call: what was sent, what arrived, what was heard."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.figures import Figures, SoundWay
from app.report.redaction import Redactor
from app.report.view.names import call_name
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


def sound_rows(figures: Figures | None, redactor: Redactor) -> tuple[SoundRow, ...]:
    """The rows in the order of the calls."""
    return tuple(_row(way, redactor) for way in (figures.sound if figures else ()))


def _row(way: SoundWay, redactor: Redactor) -> SoundRow:
    return SoundRow(
        call_name(way.call, redactor),
        say("report", "direction", way.direction),
        seconds(way.duration_s),
        _number(way.sent),
        _number(way.arrived),
        way.share,
        _number(way.lost),
        milliseconds(way.jitter_ms),
        _heard(way),
    )


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _heard(way: SoundWay) -> str:
    share = "" if way.heard is None else f"{way.heard} %"
    return share if way.heard_dbfs is None else f"{share}, {way.heard_dbfs:g} dBFS"
