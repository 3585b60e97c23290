"""How long a plan still takes: of the lanes that go side by side, the longest."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence


class Forecast:
    """Starts from what each probe expects, and believes a probe that tells better. All in seconds."""

    def __init__(
        self,
        lanes: Sequence[Sequence[str]],
        expected_s: Mapping[str, float],
        clock: Callable[[], float] = time.monotonic,
        waits_s: Mapping[str, float] | None = None,
    ) -> None:
        """*waits_s*: so long after now a probe that is not the first may begin, where it has to wait for its turn."""
        self._clock = clock
        self._expected = expected_s
        self._turns = {name: clock() + wait_s for name, wait_s in (waits_s or {}).items()}
        self._lanes = [list(lane) for lane in lanes]
        self._ends: dict[str, float] = {}

    def begin(self, module: str) -> None:
        """*module* works from now on."""
        self.tell(module, self._expected.get(module, 0.0))

    def tell(self, module: str, remaining_s: float) -> None:
        """*module* says how long it still takes."""
        self._ends[module] = self._clock() + max(remaining_s, 0.0)

    def end(self, module: str) -> None:
        """*module* is done, or had nothing to do."""
        for lane in self._lanes:
            if module in lane:
                lane.remove(module)

    def remaining_s(self) -> float:
        """The longest lane; one that takes longer than it said counts nothing for the excess."""
        return max((sum(map(self._left, lane)) for lane in self._lanes), default=0.0)

    def _left(self, module: str) -> float:
        end = self._ends.get(module)
        if end is not None:
            return max(end - self._clock(), 0.0)
        waits_s = max(self._turns.get(module, 0.0) - self._clock(), 0.0)
        return self._expected.get(module, 0.0) + waits_s
