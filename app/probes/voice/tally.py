"""Counts numbered packets that come back: loss and its runs, order, delay, jitter (RFC 3550 section 6.4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Final, Literal

from app.model.facts import VoiceLeg
from app.model.facts_of_networks import Leg

Method = Literal["echo", "refusal", "returned"]
LATE_MS: Final = 60.0
"""Above the median: more than usual jitter buffers hold."""
MOST_BURSTS: Final = 200
MOST_SECONDS: Final = 120
STALLS_KEPT: Final = 20


@dataclass(slots=True)
class Tally:
    """One stream. All times in seconds of one clock, except the far end's, which are its own."""

    sent_at: list[float] = field(default_factory=list)
    came_at: dict[int, float] = field(default_factory=dict)
    blurred: set[int] = field(default_factory=set)
    doubled: int = 0
    reordered: int = 0
    stalls: list[tuple[float, float]] = field(default_factory=list)
    """When this computer itself did not get round to us: times that were in the way then are not the network's."""
    _highest: int = -1
    _counted: int | None = None
    _jitter: float = 0.0
    _jitter_out: float = 0.0
    _transit: float | None = None
    _transit_out: float | None = None

    def sent(self, at: float) -> int:
        """Note a packet that leaves; returns its number."""
        self.sent_at.append(at)
        return len(self.sent_at) - 1

    def came(self, number: int, at: float, counted: int | None = None, arrived_s: float | None = None) -> None:
        """Note a packet that came back; the far end had *counted* so many, and took it in at *arrived_s*."""
        if not 0 <= number < len(self.sent_at):
            return
        if number in self.came_at:
            self.doubled += 1
            return
        self.came_at[number] = at
        left = self.sent_at[number]
        if self._blurred(left, at):
            self.blurred.add(number)
            self._transit = self._transit_out = None
        else:
            self._take_time(left, at, arrived_s)
        if number < self._highest:
            self.reordered += 1
        else:
            self._highest = number
            self._counted = counted

    def _take_time(self, left: float, at: float, arrived_s: float | None) -> None:
        self._jitter, self._transit = _smoothed(self._jitter, self._transit, at - left)
        if arrived_s is not None:
            self._jitter_out, self._transit_out = _smoothed(self._jitter_out, self._transit_out, arrived_s - left)

    def _blurred(self, left: float, at: float) -> bool:
        return any(begun < at and ended > left for begun, ended in self.stalls[-STALLS_KEPT:])

    @property
    def last_rtt_ms(self) -> float | None:
        """Of the newest packet that came back."""
        return None if self._highest < 0 else (self.came_at[self._highest] - self.sent_at[self._highest]) * 1000

    def lost_since(self) -> int:
        """Packets sent after the newest that came back."""
        return len(self.sent_at) - 1 - self._highest

    def leg(self, leg: Leg, method: Method, remote: str, load_kbps: float | None = None) -> VoiceLeg:
        """The record. A refusal comes only now and then from most systems, so it tells delay and never loss."""
        clear = [number for number in self.came_at if number not in self.blurred]
        rtts = sorted((self.came_at[number] - self.sent_at[number]) * 1000 for number in clear)
        middle = median(rtts) if rtts else None
        lost_out, lost_in = self._directions()
        return VoiceLeg(
            leg=leg,
            method=method,
            remote=remote,
            seconds=round(self.sent_at[-1] - self.sent_at[0], 2) if self.sent_at else 0.0,
            sent=len(self.sent_at),
            returned=len(self.came_at),
            lost=len(self.sent_at) - len(self.came_at),
            lost_out=lost_out,
            lost_in=lost_in,
            reordered=self.reordered,
            doubled=self.doubled,
            bursts=tuple(self._bursts())[:MOST_BURSTS],
            jitter_ms=round(self._jitter * 1000, 2) if len(rtts) > 1 else None,
            jitter_out_ms=round(self._jitter_out * 1000, 2) if self._transit_out is not None else None,
            rtt_ms=None if middle is None else round(middle, 2),
            rtt_least_ms=round(rtts[0], 2) if rtts else None,
            rtt_most_ms=round(rtts[-1], 2) if rtts else None,
            late=sum(rtt > middle + LATE_MS for rtt in rtts) if middle is not None else 0,
            slow_ms=tuple(self._by_second()),
            lost_each_s=tuple(self._lost_by_second()),
            limited=method == "refusal",
            load_kbps=load_kbps,
        )

    def _directions(self) -> tuple[int | None, int | None]:
        """Lost on the way out and on the way back, up to the newest that came back; nothing is known after it."""
        if self._counted is None:
            return None, None
        asked = self._highest + 1
        out = max(0, asked - self._counted)
        return out, max(0, asked - len(self.came_at) - out)

    def _bursts(self) -> Iterator[int]:
        run = 0
        for number in range(len(self.sent_at)):
            if number not in self.came_at:
                run += 1
            elif run:
                yield run
                run = 0
        if run:
            yield run

    def _by_second(self) -> Iterator[float | None]:
        worst: dict[int, float] = {}
        for number, at in self.came_at.items():
            if number in self.blurred:
                continue
            second = int(self.sent_at[number] - self.sent_at[0])
            worst[second] = max(worst.get(second, 0.0), (at - self.sent_at[number]) * 1000)
        seconds = int(self.sent_at[-1] - self.sent_at[0]) + 1 if self.sent_at else 0
        for second in range(min(seconds, MOST_SECONDS)):
            yield round(worst[second], 1) if second in worst else None

    def _lost_by_second(self) -> Iterator[int]:
        seconds = int(self.sent_at[-1] - self.sent_at[0]) + 1 if self.sent_at else 0
        counts = [0] * min(seconds, MOST_SECONDS)
        for number, at in enumerate(self.sent_at):
            second = int(at - self.sent_at[0])
            if number not in self.came_at and second < MOST_SECONDS:
                counts[second] += 1
        yield from counts


def _smoothed(jitter: float, before: float | None, transit: float) -> tuple[float, float]:
    return (jitter if before is None else jitter + (abs(transit - before) - jitter) / 16), transit
