"""The signal that a test call plays: a chirp to find it by, then a tone to measure, once a second.

1250 Hz is 25 whole periods in a window of 20 ms, far from call progress tones, and no DTMF frequency; the chirp spans
the telephone band, so that its correlation has one narrow peak.
"""

from __future__ import annotations

import math
import wave
from array import array
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

SAMPLE_RATE: Final = 8000
WINDOW: Final = 160
"""Samples in 20 ms."""
FULL_SCALE: Final = 32768


@dataclass(frozen=True, slots=True)
class KnownSignal:
    """Times in samples at 8 kHz from the start of a period, amplitudes as parts of full scale."""

    period: int = 8000
    chirp_length: int = 640
    chirp_from_hz: float = 300.0
    chirp_to_hz: float = 3300.0
    chirp_amplitude: float = 0.35
    tone_start: int = 1600
    tone_length: int = 4800
    tone_hz: float = 1250.0
    tone_amplitude: float = 0.25

    @property
    def period_s(self) -> float:
        """Seconds from one chirp to the next."""
        return self.period / SAMPLE_RATE

    def chirp(self) -> list[float]:
        """A linear sweep under a Hann window, so that its correlation has no side peaks that look like echoes."""
        length = self.chirp_length
        slope = (self.chirp_to_hz - self.chirp_from_hz) / length
        return [
            self.chirp_amplitude
            * (0.5 - 0.5 * math.cos(2 * math.pi * n / length))
            * math.sin(2 * math.pi * (self.chirp_from_hz * n + slope * n * n / 2) / SAMPLE_RATE)
            for n in range(length)
        ]

    def samples(self) -> list[float]:
        """One period."""
        one = self.chirp() + [0.0] * (self.period - self.chirp_length)
        for n in range(self.tone_length):
            turn = 2 * math.pi * self.tone_hz * n / SAMPLE_RATE
            one[self.tone_start + n] = self.tone_amplitude * math.sin(turn)
        return one


def write_wav(path: Path, samples: list[float], times: int = 1) -> None:
    """Write *samples*, parts of full scale, *times* over as 16-bit mono at 8 kHz.

    Write enough for the whole call where the beat matters: pjmedia's player inserts a frame where a file starts anew.
    """
    data = _frames(tuple(samples))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(data * times)


@lru_cache(4)
def _frames(samples: tuple[float, ...]) -> bytes:
    return array("h", (round(value * (FULL_SCALE - 1)) for value in samples)).tobytes()


def silence() -> list[float]:
    """Half a second of nothing, for calls in which only the far end or the keypad is heard."""
    return [0.0] * (SAMPLE_RATE // 2)
