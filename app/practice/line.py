"""The line between a simulated router and the far end: delay, and packets lost, doubled or overtaken by count."""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.model.facts import Direction
from app.practice.behaviour import LineRules

OVERTAKEN_MS: Final = 15.0
"""How much later a packet comes that others overtake."""
SAME_S: Final = 1e-6
"""A loop calls its timers a clock's tick early."""
_STEP: Final = 7919
_PRIME: Final = 97
"""So that neighbours differ and every delay comes equally often."""


@dataclass(order=True, frozen=True, slots=True)
class _Packet:
    due_s: float
    number: int
    deliver: Callable[[], object] = field(compare=False)


class Line:
    """Carries packets; what is under way when it closes is gone."""

    def __init__(self, rules: LineRules, clock: Callable[[], float] | None = None) -> None:
        self._rules = rules
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._count: Counter[Direction] = Counter()
        self._under_way: list[_Packet] = []
        self._sent = 0
        self._next: asyncio.TimerHandle | None = None
        self._now = self._free_at = 0.0
        self._last_at: dict[Direction, float] = {}
        self.delay_s: float = rules.delay_ms / 1000
        """Each way; all that a reliable transport shows of this line."""

    def carry(self, direction: Direction, deliver: Callable[[], object], later_s: float = 0.0, size: int = 0) -> None:
        """Let one packet of *size* bytes arrive as often, and as late, as the rules say.

        *later_s*: it was kept back before.
        """
        self._now = self._clock()
        for wait_s in self._waits(direction, size):
            if wait_s + later_s:
                self._later(wait_s + later_s, deliver)
            else:
                deliver()

    def close(self) -> None:
        """Nothing arrives any more."""
        if self._next is not None:
            self._next.cancel()
        self._under_way.clear()

    def _waits(self, direction: Direction, size: int) -> tuple[float, ...]:
        self._count[direction] += 1
        rules, number = self._rules, self._count[direction]
        if _falls_on(rules.lose_every, number) or _in_burst(rules, number):
            return ()
        turn_s = self._turn(direction, size)
        if turn_s is None:
            return ()
        wait_s = self.delay_s + turn_s + self._uneven(direction, number, turn_s)
        if _falls_on(rules.double_every, number):
            return (wait_s, wait_s)
        if _falls_on(rules.swap_every, number):
            return (wait_s + OVERTAKEN_MS / 1000,)
        return (wait_s,)

    def _turn(self, direction: Direction, size: int) -> float | None:
        """How long a packet waits for its turn on a line of limited speed; ``None``: the queue is full."""
        if not self._rules.up_kbps or direction != "outbound":
            return 0.0
        now = self._now
        begins = max(now, self._free_at)
        if (begins - now) * 1000 > self._rules.queue_ms:
            return None
        self._free_at = begins + size * 8 / self._rules.up_kbps / 1000
        return self._free_at - now

    def _uneven(self, direction: Direction, number: int, turn_s: float) -> float:
        """Jitter and stalls; a packet never overtakes the one before it by them."""
        rules = self._rules
        if not rules.jitter_ms and not rules.stall_every_s:
            return 0.0
        now = self._now
        at = now + turn_s + rules.jitter_ms / 1000 * (number * _STEP % _PRIME) / _PRIME
        if rules.stall_every_s:
            into = now % rules.stall_every_s
            at = max(at, now - into + rules.stall_ms / 1000) if into * 1000 < rules.stall_ms else at
        self._last_at[direction] = at = max(at, self._last_at.get(direction, 0.0))
        return at - now - turn_s

    def _later(self, wait_s: float, deliver: Callable[[], object]) -> None:
        """Packets that are due together arrive in the order in which they were sent; a loop's timers have none."""
        self._sent += 1
        packet = _Packet(self._now + wait_s, self._sent, deliver)
        heapq.heappush(self._under_way, packet)
        if self._under_way[0] is packet:
            self._wait_for(packet)

    def _wait_for(self, packet: _Packet) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = asyncio.get_running_loop().call_later(packet.due_s - self._clock(), self._arrive)

    def _arrive(self) -> None:
        """Deliver what is due."""
        now = self._clock() + SAME_S
        while self._under_way and self._under_way[0].due_s <= now:
            heapq.heappop(self._under_way).deliver()
        if self._under_way:
            self._wait_for(self._under_way[0])


class TwoLines(Line):
    """The line at home and the one behind the router, one after the other."""

    def __init__(self, home: Line, beyond: Line) -> None:
        super().__init__(LineRules())
        self._home, self._beyond = home, beyond
        self.delay_s = home.delay_s + beyond.delay_s

    def carry(self, direction: Direction, deliver: Callable[[], object], later_s: float = 0.0, size: int = 0) -> None:
        """Through both, in the order that the direction gives."""
        first, second = (self._home, self._beyond) if direction == "outbound" else (self._beyond, self._home)
        first.carry(direction, lambda: second.carry(direction, deliver, 0.0, size), later_s, size)

    def close(self) -> None:
        """Nothing arrives any more."""
        self._home.close()
        self._beyond.close()


def _falls_on(every: int, number: int) -> bool:
    return every > 0 and number % every == 0


def _in_burst(rules: LineRules, number: int) -> bool:
    return rules.burst_every > 0 and number % rules.burst_every >= rules.burst_every - rules.burst_length
