"""The line between a simulated router and the far end: delay, and packets lost, doubled or overtaken by count."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Final

from app.model.facts import Direction
from app.practice.behaviour import LineRules

OVERTAKEN_MS: Final = 15.0
"""How much later a packet comes that others overtake."""


class Line:
    """Carries packets; what is under way when it closes is gone."""

    def __init__(self, rules: LineRules) -> None:
        self._rules = rules
        self._count: Counter[Direction] = Counter()
        self._under_way: set[asyncio.TimerHandle] = set()
        self.delay_s: float = rules.delay_ms / 1000
        """Each way; all that a reliable transport shows of this line."""

    def carry(self, direction: Direction, deliver: Callable[[], object], later_s: float = 0.0) -> None:
        """Let one packet arrive as often, and as late, as the rules say; *later_s*: it was kept back before."""
        for wait_s in self._waits(direction):
            if wait_s + later_s:
                self._later(wait_s + later_s, deliver)
            else:
                deliver()

    def close(self) -> None:
        """Nothing arrives any more."""
        for handle in self._under_way:
            handle.cancel()
        self._under_way.clear()

    def _waits(self, direction: Direction) -> tuple[float, ...]:
        self._count[direction] += 1
        rules, number = self._rules, self._count[direction]
        if _falls_on(rules.lose_every, number):
            return ()
        if _falls_on(rules.double_every, number):
            return (self.delay_s, self.delay_s)
        if _falls_on(rules.swap_every, number):
            return (self.delay_s + OVERTAKEN_MS / 1000,)
        return (self.delay_s,)

    def _later(self, wait_s: float, deliver: Callable[[], object]) -> None:
        def arrive() -> None:
            self._under_way.discard(handle)
            deliver()

        handle = asyncio.get_running_loop().call_later(wait_s, arrive)
        self._under_way.add(handle)


def _falls_on(every: int, number: int) -> bool:
    return every > 0 and number % every == 0
