"""Players that nobody listens to any more, kept for a moment before they are freed.

A player tells the end of its file from a native thread, a little after it came; told to one that was freed meanwhile,
it crashes the process. Taking its sound away is done by the sound clock, one frame later.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

LINGER_S: Final = 0.2
"""Ten frames of the sound clock, and time for that thread on a busy computer."""


class Leaving:
    """Holds what was given for :data:`LINGER_S` at least."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._held: deque[tuple[float, Any]] = deque()

    def take(self, player: Any) -> None:
        """Keep *player*, which has been silenced, and free those that have been kept long enough."""
        self._held.append((self._clock() + LINGER_S, player))
        while self._held[0][0] <= self._clock():
            self._held.popleft()

    def see_off(self) -> None:
        """Free all, after the last of them has had its moment; mostly it is long over."""
        if self._held:
            self._sleep(max(0.0, self._held[-1][0] - self._clock()))
        self._held.clear()


PLAYERS: Final = Leaving()
"""Those of this process; it has one softphone at a time."""
