"""Requests leave for a provider no faster than its guard against floods bears; whoever asks more than that waits.

The guard in the configuration that comes with Kamailio counts what one address asks: with the sixteenth request of two
seconds it hears nobody behind that address for five minutes, and that would be all phones of the office. Beside ours
there are the softphone's requests, and those of the phones around us.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.model.facts import Fact, SipExchange
from app.probes.alg.side_by_side import Measurement
from app.protocols.sip import parse_message

WINDOW_S: Final = 2.1
"""What such a guard counts together, and a little more: it counts when they arrive."""
MOST_AT_FIRST: Final = 12
"""Requests in the first window, while the softphone is silent."""
MOST: Final = 8
"""In each window after it; one answered call of the softphone is four or five more."""
IN_TURN_S: Final = 8.0
"""How long all that is asked about an ALG takes in turns."""
_TICK_S: Final = 0.01
"""A loop calls its timers a clock's tick early."""
GUARDED: Final = re.compile(r"(?i)kamailio|opensips|openser|sip express router|\bser\b")
"""Servers that such a guard is written for."""


class Turns:
    """Who asks first is let out first."""

    def __init__(self) -> None:
        self._left: deque[float] = deque()
        self._queue = asyncio.Lock()
        self._began: float | None = None

    async def take(self, requests: int) -> None:
        """Wait until so many requests may leave together; more than a window holds wait for an empty one."""
        if not requests:
            return
        async with self._queue:
            await asyncio.sleep(self._wait_s(requests))
            self._left.extend([asyncio.get_running_loop().time()] * requests)

    def _wait_s(self, requests: int) -> float:
        """Seconds until there may be room for so many; 0: there is."""
        now = asyncio.get_running_loop().time()
        self._began = now if self._began is None else self._began
        while self._left and now - self._left[0] >= WINDOW_S:
            self._left.popleft()
        at_first = now - self._began < WINDOW_S - _TICK_S and len(self._left) + requests <= MOST_AT_FIRST
        most = MOST_AT_FIRST if at_first else MOST
        over = len(self._left) + min(requests, most) - most
        return 0.0 if over <= 0 else self._left[over - 1] + WINDOW_S - now


@dataclass(slots=True)
class InTurn:
    """A measurement that waits for its turn, and has seen nothing before."""

    measurement: Measurement
    requests: int
    turns: Turns
    _begun: bool = field(default=False, init=False)

    def facts(self) -> Sequence[Fact]:
        """What was seen so far."""
        return self.measurement.facts() if self._begun else ()

    async def run(self) -> None:
        """Wait and measure."""
        await self.turns.take(self.requests)
        self._begun = True
        await self.measurement.run()


def may_be_guarded(answers: Iterable[Fact]) -> bool:
    """Whether the server that gave *answers* is of such a kind, or does not say what it is: who hides, guards."""
    named = [name for fact in answers if isinstance(fact, SipExchange) for name in _names(fact)]
    return not named or any(GUARDED.search(name) for name in named)


def _names(exchange: SipExchange) -> list[str]:
    heads = (parse_message(reply.raw.encode("latin-1")) for reply in exchange.replies)
    return [name for head in heads for name in (head.get("server") or head.get("user-agent"),) if name]


def requests_of(measurement: Measurement) -> int:
    """How many requests it sends to the provider at least; what is no SIP, or dies on its way, has no number."""
    return int(getattr(measurement, "requests", 0))


def in_turn(planned: Sequence[Measurement], turns: Turns | None) -> list[Measurement]:
    """*planned*, each in its turn; all at once where nobody counts."""
    if turns is None:
        return list(planned)
    return [InTurn(one, requests_of(one), turns) for one in planned]
