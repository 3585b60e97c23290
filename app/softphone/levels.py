"""Levels in dB below full scale, for live pictures."""

from __future__ import annotations

import math
from typing import Final

SILENCE_DBFS: Final = -96.0
_SINE_RMS_DB: Final = 0.9  # from mean amplitude to root mean square, exact for a sine


def bridge_dbfs(percent: int) -> float:
    """The conference bridge's level in dB below full scale, within 1 dB.

    It is the mean amplitude as a G.711 mu-law code of 0 (silence) to 127, told in hundredths of 255 and rounded down.
    """
    if percent <= 0:
        return SILENCE_DBFS
    code = min(127, round((percent + 0.5) * 2.55))
    segment, step = code >> 4, code & 0x0F
    amplitude = ((step * 8 + 132) << segment) - 132
    return round(max(SILENCE_DBFS, amplitude_dbfs(max(amplitude, 1)) + _SINE_RMS_DB), 1)


def amplitude_dbfs(amplitude: float) -> float:
    """A 16-bit amplitude in dB below full scale; ``amplitude`` is above 0."""
    return 20 * math.log10(amplitude / 32768)
