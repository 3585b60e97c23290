"""What happens to this computer in a rehearsal: it sleeps, gets another address, roams to another access point.

Nothing happens in life: there :class:`~app.network.surroundings.Surroundings` looks at what is really so.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

from app.model.stage import Happening
from app.network.surroundings import LOOK_AROUND_S, Clock, Surroundings, Way, through_sleep

POINT: Final = "02:00:00:00:00:01"
"""Where the computer hangs before it roams."""


class Happenings:
    """Counts from the begin of each held call, at the pace of practice."""

    def __init__(
        self,
        told: Iterable[Happening] = (),
        pace: float = 1.0,
        clock: Clock = time.monotonic,
        always: Clock = through_sleep,
    ) -> None:
        self._told, self._pace, self._clock, self._always = tuple(told), pace, clock, always
        self._begins: list[float] = []

    def around_run(self, way: Way, point: Way) -> Surroundings:
        """What a whole measurement watches: our address on *way*, and the access point that *point* names."""
        return self._around(way, point, time.monotonic)

    def around_call(self, way: Way, point: Way, awake: Clock) -> Surroundings:
        """What a held call watches, which begins now."""
        self._begins.append(self._clock())
        return self._around(way, point, awake)

    def _around(self, way: Way, point: Way, awake: Clock) -> Surroundings:
        if not self._told:
            return Surroundings(way, awake, point=point)
        return Surroundings(
            lambda: self._last("moves") or way(),
            awake,
            lambda: self._always() + self._slept_s(),
            point=lambda: self._last("roams") or point() or POINT,
            every_s=LOOK_AROUND_S / self._pace,
        )

    def _past(self) -> list[tuple[Happening, float]]:
        """What happened so far, in order, and how many seconds of a real call ago."""
        now = self._clock()
        ago = [
            (event, (now - begin) * self._pace - event.at_s)
            for number, begin in enumerate(self._begins)
            for event in self._told
            if number < event.calls
        ]
        return [(event, since_s) for event, since_s in ago if since_s >= 0]

    def _last(self, what: str) -> str | None:
        """The place of the newest move; a ``#`` in it is the number of the move."""
        moves = [event.to for event, _ in self._past() if event.what == what]
        return moves[-1].replace("#", str(len(moves))) if moves else None

    def _slept_s(self) -> float:
        """By the clock that counts sleep, beyond the one that stands still meanwhile."""
        return sum(event.for_s for event, _ in self._past() if event.what == "sleeps")
