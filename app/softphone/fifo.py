"""Samples between two clocks: one side puts, the other takes, and the delay in between stays short."""

from __future__ import annotations

import threading
import time
from typing import Final

BYTES_PER_MS: Final = 32
"""16-bit samples at 16 kHz."""
TARGET_MS: Final = 40
SURPLUS_MS: Final = 100
"""Above the target: so much is thrown away at once, for it would be heard as delay for ever."""
_TAKES_A_LOOK: Final = 50
"""Of takings, one second of 20 ms: how often surplus delay is given back."""


class Fifo:
    """Thread-safe. Gives silence while it has too little, and then waits until its target is full again."""

    def __init__(self, target_ms: int = TARGET_MS) -> None:
        self._data, self._lock = bytearray(), threading.Lock()
        self._target = target_ms * BYTES_PER_MS
        self._filling = True
        self._lowest, self._takes = 1 << 30, 0
        self.underruns = 0
        self.last_put = 0.0
        """When something was put last, by the monotonic clock."""

    def put(self, data: bytes) -> None:
        """Add *data*; what is far too much is shortened to the target, the oldest first."""
        with self._lock:
            self._data += data
            self.last_put = time.monotonic()
            if len(self._data) > self._target + SURPLUS_MS * BYTES_PER_MS:
                del self._data[: len(self._data) - self._target]

    def take(self, count: int) -> bytes:
        """Exactly *count* bytes."""
        with self._lock:
            wanted = max(self._target, count) if self._filling else count
            if len(self._data) < wanted:
                self.underruns += not self._filling
                self._filling = True
                return bytes(count)
            self._filling = False
            data = bytes(self._data[:count])
            del self._data[:count]
            self._give_back()
            return data

    def _give_back(self) -> None:
        """Once a second: what was never needed in it is only delay. The clocks of two sides differ a little."""
        self._lowest, self._takes = min(self._lowest, len(self._data)), self._takes + 1
        if self._takes < _TAKES_A_LOOK:
            return
        if self._lowest > self._target:
            del self._data[: (self._lowest - self._target) // 2 * 2]
        self._lowest, self._takes = 1 << 30, 0
