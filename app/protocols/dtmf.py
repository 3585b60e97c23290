"""Keys as tones in the sound itself (ITU-T Q.23, Q.24): making them, and telling which one a window of 20 ms holds."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from typing import Final

from app.protocols.rtp import CLOCK_HZ
from app.protocols.tone import mean_square, power_dbfs, tone_share

LOW_HZ: Final = (697, 770, 852, 941)
HIGH_HZ: Final = (1209, 1336, 1477, 1633)
KEYS: Final = ("123A", "456B", "789C", "*0#D")
"""Rows by their low tone, columns by their high one."""
SHORTEST_MS: Final = 40
"""A receiver must take a tone of this length and need not take a shorter one (Q.24)."""
HEARD_DBFS: Final = -40.0
EACH: Final = 0.15
"""Least share of the energy in either tone; both together must have :data:`BOTH`."""
BOTH: Final = 0.75
WINDOWS: Final = 2
"""In a row: 40 ms."""


def dtmf_samples(key: str, seconds: float, *, level_dbfs: float = -10.0) -> array[int]:
    """Both tones of *key*, each 3 dB below the level of the sum. Raises ``ValueError`` for what is no key."""
    row = next((number for number, keys in enumerate(KEYS) if key in keys), None)
    if row is None or len(key) != 1:
        raise ValueError(key)
    steps = [2 * math.pi * hz / CLOCK_HZ for hz in (LOW_HZ[row], HIGH_HZ[KEYS[row].index(key)])]
    peak = 32767 * 10 ** (level_dbfs / 20) / math.sqrt(2)
    return array(
        "h", [round(peak * sum(math.sin(step * n) for step in steps)) for n in range(round(seconds * CLOCK_HZ))]
    )


def dtmf_key(samples: Sequence[int]) -> str:
    """The key whose tones fill *samples*, or an empty text."""
    level = power_dbfs(mean_square(samples))
    if level is None or level < HEARD_DBFS:
        return ""
    low = [tone_share(samples, hz) for hz in LOW_HZ]
    if max(low) < EACH:
        return ""
    high = [tone_share(samples, hz) for hz in HIGH_HZ]
    if max(high) < EACH or max(low) + max(high) < BOTH:
        return ""
    return KEYS[low.index(max(low))][high.index(max(high))]


class DtmfReceiver:
    """Takes windows of 20 ms in order; a key counts once it has lasted for two of them."""

    def __init__(self) -> None:
        self._key = ""
        self._windows = 0
        self.presses: list[tuple[str, int]] = []
        """Keys with their lengths in windows."""

    def add(self, samples: Sequence[int]) -> str | None:
        """Take a window; the key when this one makes it certain."""
        key = dtmf_key(samples)
        self._windows = self._windows + 1 if key == self._key else 1
        self._key = key
        if not key or self._windows < WINDOWS:
            return None
        if self._windows == WINDOWS:
            self.presses.append((key, WINDOWS))
            return key
        self.presses[-1] = (key, self._windows)
        return None
