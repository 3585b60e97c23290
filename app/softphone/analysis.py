"""What a recording holds: the known signal by correlation, its level and frequency, and anybody's sound.

The only place of the softphone that loads numpy; import it when a call begins, not when the program starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.softphone.known_signal import FULL_SCALE, SAMPLE_RATE, WINDOW, KnownSignal

Samples = NDArray[np.float64]

RECOGNISED: Final = 0.5
"""Normalised correlation above which a stretch of sound is our chirp: G.711 gives above 0.9, speech below 0.3."""
TONE_SHARE: Final = 0.5
"""Part of a window's energy at the tone's frequency above which the tone was heard."""
SOUND_DBFS: Final = -50.0
NOISE_FLATNESS: Final = 0.4
"""Geometric by arithmetic mean of a window's spectrum: about 0.55 for white noise, below 0.3 for nearly all speech."""
_PLAYED_TOLERANCE: Final = 0.8
"""Part of its full height from which a peak is taken for the chirp that we played ourselves."""
_PEAK_WIDTH: Final = 8


@dataclass(frozen=True, slots=True)
class LoopMeasure:
    """How much of the known signal came back."""

    windows: int
    windows_heard: int
    heard_hz: float | None
    level_dbfs: float | None
    round_trip_ms: float | None


@dataclass(frozen=True, slots=True)
class SoundMeasure:
    """How much sound of any kind arrived."""

    windows: int
    windows_with_sound: int
    level_dbfs: float | None
    all_zero: bool
    windows_noisy: int = 0


def samples_of(data: bytes) -> Samples:
    """16-bit samples as parts of full scale."""
    whole = np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2")
    return whole.astype(np.float64) / FULL_SCALE


def level_dbfs(samples: Samples) -> float | None:
    """Root mean square in dB below full scale; ``None`` for no samples or exact silence."""
    power = float(np.mean(samples**2)) if samples.size else 0.0
    return round(10 * float(np.log10(power)), 1) if power > 0 else None


def find_chirps(signal: KnownSignal, samples: Samples) -> list[int]:
    """Where our chirp begins in *samples*, in order; at most one each half period."""
    match = _normalised(np.array(signal.chirp()), samples)
    found: list[int] = []
    while match.size:
        place = int(np.argmax(match))
        if match[place] < RECOGNISED:
            break
        found.append(place)
        match[max(0, place - signal.period // 2) : place + signal.period // 2] = 0
    return sorted(found)


def _correlation(pattern: Samples, samples: Samples) -> Samples:
    """Sliding inner product by FFT: one value for each place at which the whole pattern fits."""
    size = 1 << (samples.size + pattern.size - 1).bit_length()
    spectrum = np.fft.rfft(samples, size) * np.conj(np.fft.rfft(pattern, size))
    product: Any = np.fft.irfft(spectrum, size)
    return np.asarray(product[: samples.size - pattern.size + 1], dtype=np.float64)


def _normalised(pattern: Samples, samples: Samples) -> Samples:
    if samples.size < pattern.size:
        return np.zeros(0)
    sums = np.concatenate(([0.0], np.cumsum(samples**2)))
    energy = np.maximum(sums[pattern.size :] - sums[: -pattern.size], 1e-9)
    match: Samples = np.abs(_correlation(pattern, samples)) / np.sqrt(energy * float(np.sum(pattern**2)))
    return match


def measure_loop(signal: KnownSignal, heard: Samples, mixed: Samples) -> LoopMeasure:
    """Look for the signal in what came back.

    Tone windows count from the first chirp recognised to the end of the recording; when none was, all windows that
    the recording had room for count as not heard.
    """
    chirps = find_chirps(signal, heard)
    starts = _tone_windows(signal, chirps, heard.size)
    if not chirps:
        return LoopMeasure(_expected_windows(signal, heard.size), 0, None, None, None)
    tones = [heard[start : start + WINDOW] for start in starts]
    clear = [tone for tone in tones if tone_share(tone, signal.tone_hz) >= TONE_SHARE]
    sound = np.concatenate(clear) if clear else np.zeros(0)
    return LoopMeasure(
        windows=len(tones),
        windows_heard=len(clear),
        heard_hz=_heard_hz(clear, signal.tone_hz),
        level_dbfs=level_dbfs(sound),
        round_trip_ms=_round_trip_ms(signal, mixed),
    )


def _tone_windows(signal: KnownSignal, chirps: list[int], size: int) -> list[int]:
    """Starts of the windows wholly inside a tone; a chirp that was lost is replaced by the beat of the others."""
    starts: list[int] = []
    beat = chirps[0] if chirps else size
    while beat < size:
        nearest = min(chirps, key=lambda place: abs(place - beat))
        beat = nearest if abs(nearest - beat) < signal.period // 4 else beat
        first = beat + signal.tone_start + WINDOW
        last = beat + signal.tone_start + signal.tone_length - 2 * WINDOW
        starts += [start for start in range(first, last + 1, WINDOW) if start + WINDOW <= size]
        beat += signal.period
    return starts


def _expected_windows(signal: KnownSignal, size: int) -> int:
    return size // signal.period * (signal.tone_length // WINDOW - 2)


def tone_share(window: Samples, hz: float) -> float:
    """Part of the window's energy at *hz* (the Goertzel measure, for a whole number of periods)."""
    energy = float(np.sum(window**2))
    if energy <= 1e-7:
        return 0.0
    turn = np.exp(-2j * np.pi * hz * np.arange(window.size) / SAMPLE_RATE)
    return float(2 * np.abs(np.dot(window, turn)) ** 2 / (window.size * energy))


def _heard_hz(tones: list[Samples], hz: float) -> float | None:
    """The frequency near *hz*, from how far the phase turns between the halves of a window; the median over all."""
    if not tones:
        return None
    half = WINDOW // 2
    turn = np.exp(-2j * np.pi * hz * np.arange(WINDOW) / SAMPLE_RATE)
    steps = [np.angle(np.dot(tone[half:], turn[half:]) * np.conj(np.dot(tone[:half], turn[:half]))) for tone in tones]
    return round(hz + float(np.median(steps)) * SAMPLE_RATE / (2 * np.pi * half), 1)


def _round_trip_ms(signal: KnownSignal, mixed: Samples) -> float | None:
    """From the chirp played to its echo, the median over all; ``None`` when either is missing.

    The recording holds what was played exactly, so it can be taken out; what is left is what came back.
    """
    first = _first_played(signal, mixed)
    if first is None:
        return None
    size = mixed.size - first
    one = np.array(signal.samples())
    left = mixed[first:] - np.tile(one, size // one.size + 1)[:size]
    delays = [place % signal.period for place in find_chirps(signal, left)]
    return round(float(np.median(delays)) * 1000 / SAMPLE_RATE, 1) if delays else None


def _first_played(signal: KnownSignal, mixed: Samples) -> int | None:
    """Where the first chirp was played: the earliest peak of nearly full height, for an echo can only follow it."""
    pattern = np.array(signal.chirp())
    if mixed.size < pattern.size:
        return None
    height = _correlation(pattern, mixed)
    near = np.flatnonzero(height >= _PLAYED_TOLERANCE * float(np.sum(pattern**2)))
    if not near.size:
        return None
    place = int(near[0])
    return place + int(np.argmax(height[place : place + _PEAK_WIDTH]))


def measure_sound(samples: Samples) -> SoundMeasure:
    """Count the windows with any sound."""
    count = samples.size // WINDOW
    rows = samples[: count * WINDOW].reshape(count, WINDOW)
    loud = rows[np.mean(rows**2, axis=1) > 10 ** (SOUND_DBFS / 10)] if count else rows
    return SoundMeasure(
        count, len(loud), level_dbfs(loud.ravel()), bool(count) and not np.any(samples), noisy_windows(loud)
    )


def noisy_windows(rows: Samples) -> int:
    """How many of *rows*, each a window, have a spectrum as flat as white noise: speech and tones are far from it."""
    if not len(rows):
        return 0
    power = np.abs(np.fft.rfft(rows * np.hanning(rows.shape[1]), axis=1)[:, 3:]) ** 2 + 1e-12
    flatness = np.exp(np.mean(np.log(power), axis=1)) / np.mean(power, axis=1)
    return int(np.count_nonzero(flatness >= NOISE_FLATNESS))
