"""What a simulated router remembers of a flow, and for how long: the way in stands as long as it is remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Direction
from app.practice.behaviour import Lifetimes

STREAM_AFTER_S: Final = 2.0
"""A flow with answers that is older than this counts as a stream, as in Linux."""


@dataclass(slots=True)
class _Known:
    since: float
    last: float
    answered: bool = False


class Mappings:
    """The flows through one way; *watched*: a helper for SIP sets its own time there. *pace*: life's seconds in one."""

    def __init__(self, lifetimes: Lifetimes, clock: Callable[[], float], *, pace: float, watched: bool) -> None:
        self._lifetimes, self._clock, self._pace, self._watched = lifetimes, clock, pace, watched
        self._known: dict[Endpoint, _Known] = {}

    def passes(self, direction: Direction, flow: Endpoint) -> bool:
        """Whether a packet may pass; everything that passes keeps the flow remembered."""
        now = self._clock()
        known = self._known.get(flow)
        if known is not None and not self._alive(known, now):
            del self._known[flow]
            known = None
        if known is None:
            if direction == "inbound":
                return False
            self._known[flow] = known = _Known(now, now)
        known.last = now
        known.answered = known.answered or direction == "inbound"
        return True

    def _alive(self, known: _Known, now: float) -> bool:
        limit = self._limit(known)
        return limit is None or (now - known.last) * self._pace < limit

    def _limit(self, known: _Known) -> float | None:
        times = self._lifetimes
        if self._watched and times.signalling_s is not None:
            return times.signalling_s
        if not known.answered:
            return times.single_s
        old = (known.last - known.since) * self._pace > STREAM_AFTER_S
        return times.stream_s if old and times.stream_s is not None else times.answered_s
