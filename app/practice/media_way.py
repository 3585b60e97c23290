"""One call's way for sound through a simulated router: what passes, how it is changed, when it stalls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Direction
from app.practice.behaviour import MediaRule, PacketKind, StallRule
from app.practice.forwarding import Passage
from app.practice.media_edits import EDITS, edited
from app.practice.shaping import Gate, Memory, media_kind

CALM_S: Final = 0.4
"""Wall time at the begin of a call in which nothing stalls."""


class Stalls:
    """When sound is lost or kept back: by the clock, or after each keep-alive that passes the router."""

    def __init__(self, rules: Sequence[StallRule], clock: Callable[[], float]) -> None:
        self._rules, self._clock = tuple(rules), clock
        self._begun: float | None = None
        self._kept_alive = -1e9

    def keep_alive(self) -> None:
        """One passed."""
        self._kept_alive = self._clock()

    def holds(self, direction: Direction) -> tuple[bool, float]:
        """Whether a packet of sound is lost now, and how many seconds it is kept back."""
        now = self._clock()
        if self._begun is None:
            self._begun = now
        for rule in self._rules:
            left = self._left_s(rule, now) if direction in rule.directions else 0.0
            if left > 0:
                return rule.kind == "lose", left if rule.kind == "delay" else 0.0
        return False, 0.0

    def _left_s(self, rule: StallRule, now: float) -> float:
        """Seconds until this stall is over; 0 outside of any."""
        assert self._begun is not None
        if rule.after_keep_alive:
            since = now - self._kept_alive
            return rule.for_s - since if now - self._begun > CALM_S else 0.0
        since = now - self._begun
        if rule.at_s is not None:
            return rule.at_s + rule.for_s - since if since >= rule.at_s else 0.0
        return rule.for_s - since % rule.every_s if since >= rule.every_s else 0.0


class MediaWay:
    """Treats packets both ways. *watched* tells whether the call came by the account's usual way in."""

    def __init__(
        self, gate: Gate, memory: Memory, stalls: Stalls, rules: Sequence[MediaRule], watched: Callable[[], bool]
    ) -> None:
        self._gate, self._memory, self._stalls, self._watched = gate, memory, stalls, watched
        self._rules = tuple(rules)
        self._count: Counter[Direction] = Counter()

    def treat(self, data: bytes, direction: Direction, inside: Endpoint) -> Passage | None:
        """One packet."""
        kind: PacketKind = media_kind(data)
        watched = self._watched()
        if not self._gate.passes(kind, direction, watched, inside) or not self._memory.passes(kind, direction, inside):
            return None
        if kind not in {"rtp", "event"}:
            return Passage(data, inside)
        lost, kept_s = self._stalls.holds(direction)
        changed = None if lost else self._edited(data, direction, watched)
        if changed is None:
            return None
        return Passage(changed, inside, later_s=kept_s + self._late_s(direction))

    def _edited(self, data: bytes, direction: Direction, watched: bool) -> bytes | None:
        changed: bytes | None = data
        for rule in self._rules:
            if rule.edit and rule.direction == direction and (watched or rule.path == "any") and changed is not None:
                changed = edited(changed, EDITS[rule.edit])
        return changed

    def _late_s(self, direction: Direction) -> float:
        """Every other packet is late by what the rules say: so much that a receiver has given it up."""
        self._count[direction] += 1
        late = [rule.late_ms for rule in self._rules if rule.direction == direction and rule.late_ms]
        return max(late) / 1000 if late and self._count[direction] % 2 else 0.0
