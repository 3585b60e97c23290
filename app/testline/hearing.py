"""What the test line hears in a call: level, silence, the dominant frequency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.protocols.g711 import Law, decode
from app.protocols.tone import PURE, dominant_tone, mean_square, power_dbfs

SOUND_DBFS: Final = -50.0
"""A window counts as sound above this level."""
ZERO_POWER: Final[dict[Law, float]] = {"PCMU": 0.0, "PCMA": 64.0}
"""Mean square of coded silence: A-law has no code for zero."""
STEP_HZ: Final = 10
"""Windows whose frequencies round to the same multiple agree."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The sum of a call's windows; level and ``tone_share``, the share that agrees, are of those with sound."""

    windows: int
    sound: int
    level_dbfs: float | None
    tone_hz: float | None
    tone_share: float
    all_zero: bool


class Hearing:
    """Listens to one payload after the other; a payload is one window."""

    def __init__(self) -> None:
        self._windows = 0
        self._sound = 0
        self._power = 0.0
        self._zero = True
        self._tones: Counter[int] = Counter()
        self._sums: Counter[int] = Counter()

    def add(self, payload: bytes, law: Law) -> Sequence[int]:
        """Take one received payload; returns its samples."""
        samples = decode(payload, law)
        power = mean_square(samples)
        self._windows += 1
        self._zero = self._zero and power <= ZERO_POWER[law]
        level = power_dbfs(power)
        if level is None or level < SOUND_DBFS:
            return samples
        self._sound += 1
        self._power += power
        tone = dominant_tone(samples)
        if tone is not None and tone.share >= PURE:
            step = round(tone.frequency_hz / STEP_HZ)
            self._tones[step] += 1
            self._sums[step] += round(tone.frequency_hz * 1000)
        return samples

    def summary(self) -> Heard:
        """What was heard so far."""
        level = power_dbfs(self._power / self._sound) if self._sound else None
        step, count = self._tones.most_common(1)[0] if self._tones else (0, 0)
        hertz = self._sums[step] / count / 1000 if count else None
        share = count / self._sound if self._sound else 0.0
        return Heard(self._windows, self._sound, level, hertz, share, self._zero)
