"""Tones and levels in plain Python: small windows of 8 kHz speech need no more."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.protocols.rtp import CLOCK_HZ

FULL_SCALE: Final = 32767
PURE: Final = 0.8
"""Share of the energy in one frequency above which a window counts as a tone."""


@dataclass(frozen=True, slots=True)
class Tone:
    """The strongest guess at a window's frequency, and the share of its energy there (0 to 1)."""

    frequency_hz: float
    share: float


def sine(frequency_hz: float, seconds: float, *, level_dbfs: float = -10.0, rate: int = CLOCK_HZ) -> array[int]:
    """Samples of a tone. 0 dBFS is the sine that just fits."""
    peak = FULL_SCALE * 10 ** (level_dbfs / 20)
    step = 2 * math.pi * frequency_hz / rate
    return array("h", [round(peak * math.sin(step * index)) for index in range(round(seconds * rate))])


def mean_square(samples: Sequence[int]) -> float:
    """Mean of the squared samples; 0 for none."""
    return sum([sample * sample for sample in samples]) / len(samples) if samples else 0.0


def level_dbfs(samples: Sequence[int]) -> float | None:
    """Level relative to the full-scale sine; ``None`` for digital silence or no samples."""
    return power_dbfs(mean_square(samples))


def power_dbfs(power: float) -> float | None:
    """:func:`level_dbfs` of a mean square that is already known."""
    return 10 * math.log10(2 * power / FULL_SCALE**2) if power > 0 else None


def tone_share(samples: Sequence[int], frequency_hz: float, rate: int = CLOCK_HZ) -> float:
    """Share of the energy at *frequency_hz*, 0 to about 1, by Goertzel's algorithm."""
    energy = mean_square(samples) * len(samples)
    if not energy:
        return 0.0
    turn = 2 * math.pi * frequency_hz / rate
    coefficient = 2 * math.cos(turn)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + coefficient * last - before
    power = last * last + before * before - coefficient * last * before
    return 2 * power / (len(samples) * energy)


def dominant_tone(samples: Sequence[int], rate: int = CLOCK_HZ) -> Tone | None:
    """The frequency that the zero crossings suggest, judged by its share; ``None`` for too few crossings.

    Exact for a single tone; speech and music give a small share. Crossings are interpolated between samples.
    """
    crossings = [
        index + (before / (before - after))
        for index, (before, after) in enumerate(pairwise(samples))
        if before < 0 <= after
    ]
    if len(crossings) < 3:
        return None
    frequency = rate * (len(crossings) - 1) / (crossings[-1] - crossings[0])
    return Tone(frequency, min(1.0, tone_share(samples, frequency, rate)))
