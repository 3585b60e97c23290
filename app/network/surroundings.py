"""Notices what happens around a measurement: sleep, another address of ours, another access point of the Wi-Fi.

Looking is cheap (the routing table is asked, nothing is sent), so it can be done every second.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

SLEPT_S: Final = 5.0
"""The clock that counts sleep went so much further than the one that stands still: the computer slept."""
STOOD_S: Final = 30.0
"""A look that came so much later than planned by the awake clock too: this program was stopped, or the computer slept
and its clocks do not tell (Windows). A busy computer is late by seconds."""
LOOK_AROUND_S: Final = 1.0
"""How often the way to the far end is looked up."""

Clock = Callable[[], float]
Way = Callable[[], str | None]
_ALWAYS: Final = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}
"""The clock that counts sleep: clock_gettime(2) of each system. Windows counts it in :func:`time.monotonic` itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was noticed. ``lost_s``: seconds that the awake clock itself jumped over; 0 where it stood still."""

    mark: Literal["slept", "network_changed", "roamed"]
    detail: str
    lost_s: float = 0.0


class Surroundings:
    """Compares each look with the one before.

    *way* gives our own address on the route that matters, ``None`` without one; *point* names the access point of the
    Wi-Fi in use, ``None`` where there is none or the system does not tell. Both are looked up each *every_s*.
    *awake* may stand still during sleep; *always* never does. Neither follows the computer's time of day, which may be
    set at any moment.
    """

    def __init__(
        self,
        way: Way,
        awake: Clock = time.monotonic,
        always: Clock | None = None,
        point: Way = lambda: None,
        every_s: float = LOOK_AROUND_S,
    ) -> None:
        self._way, self._awake, self._always, self._point = way, awake, always or through_sleep, point
        self.address, self._near, self._every_s = way(), point(), every_s
        self._looked_s = self._awake()
        self._clocks = (self._awake(), self._always())

    def look(self, usual_s: float = 0.0) -> tuple[Change, ...]:
        """What changed since the last look, which was planned to be *usual_s* ago."""
        slept = self._sleep(usual_s)
        if self._clocks[0] - self._looked_s < self._every_s:
            return (slept,) if slept is not None else ()
        self._looked_s = self._clocks[0]
        return tuple(change for change in (slept, self._move(), self._roam()) if change is not None)

    def _sleep(self, usual_s: float) -> Change | None:
        clocks = (self._awake(), self._always())
        by_awake, by_always = (new - old for new, old in zip(clocks, self._clocks, strict=True))
        self._clocks = clocks
        stood = by_awake - usual_s >= STOOD_S
        if by_always - by_awake < SLEPT_S and not stood:
            return None
        gone = max(by_awake, by_always) - usual_s
        return Change("slept", f"{gone:.0f} s", by_awake if stood else 0.0)

    def _roam(self) -> Change | None:
        """From one access point to another; that one is gone is no news before there is another."""
        before, now = self._near, self._point()
        self._near = now or before
        return Change("roamed", f"{before} -> {now}") if before and now and before != now else None

    def _move(self) -> Change | None:
        before, self.address = self.address, self._way()
        return None if before == self.address else Change("network_changed", f"{before} -> {self.address}")


def through_sleep() -> float:
    """Seconds that go on while the computer sleeps, and do not follow the time of day."""
    name = _ALWAYS.get(sys.platform)
    return time.clock_gettime(getattr(time, name)) if name else time.monotonic()
