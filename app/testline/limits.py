"""Token buckets: how often a source may ask before it is not answered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

MOST_SOURCES: Final = 4096
"""Sources remembered; the one not heard of for longest is forgotten first."""


class TokenBucket:
    """Holds *burst* tokens and gains *rate* a second; *clock* gives seconds."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._tokens = burst
        self._at = clock()

    def take(self) -> bool:
        """Use one token; false when there is none."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class SourceLimiter:
    """One bucket for each source host and one for all together, in bounded memory."""

    def __init__(self, rate: float, burst: float, all_rate: float, clock: Callable[[], float]) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._all = TokenBucket(all_rate, all_rate, clock)
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def admit(self, host: str) -> bool:
        """Whether a message from *host* is to be looked at."""
        bucket = self._buckets.pop(host, None) or TokenBucket(self._rate, self._burst, self._clock)
        self._buckets[host] = bucket
        if len(self._buckets) > MOST_SOURCES:
            self._buckets.popitem(last=False)
        return bucket.take() and self._all.take()
