"""Make the test line's sounds: ``python build/sounds.py`` from the top folder; needs the free voice espeak-ng.

All are 8 kHz mono mu-law WAV files, so that the test line can send them as they are. Kept in the repository, because
the voice is not on every computer.
"""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import wave
from array import array
from pathlib import Path
from typing import Any, Final

import numpy as np

TOP: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))

from app.protocols.g711 import encode  # noqa: E402
from app.protocols.rtp import CLOCK_HZ  # noqa: E402

SOUNDS: Final = TOP / "resources" / "sounds"
VOICE: Final = "en-us"
WORDS_A_MINUTE: Final = 150
PEAK: Final = 0.5
"""Of full scale: loud enough for a telephone, far from clipping."""

SENTENCES: Final = {
    "echo": "Echo test. What you say now, you will hear again.",
    "keypad": "Please press some keys. I will say them back.",
    "hold": "This call is on hold.",
    "callback": "Please hang up. I will call you back.",
}
KEYS: Final = {
    **dict(
        zip("0123456789", ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], strict=True)
    ),
    "star": "star",
    "hash": "hash",
}
COUNTED: Final = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
Samples = np.ndarray[Any, np.dtype[np.float64]]


def spoken(text: str) -> Samples:
    """*text* at 8 kHz, silence trimmed, peak at :data:`PEAK`."""
    command = ["espeak-ng", "-v", VOICE, "-s", str(WORDS_A_MINUTE), "--stdout", text]
    with wave.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(1 << 30), "<i2").astype(float)
    narrow = resampled(samples, rate)
    loud = np.flatnonzero(np.abs(narrow) > 0.01 * np.abs(narrow).max())
    narrow = narrow[loud[0] : loud[-1] + 1]
    return scaled(narrow, PEAK)


def resampled(samples: Samples, rate: int) -> Samples:
    """Low-pass below 3.6 kHz (windowed sinc), then interpolate to 8 kHz."""
    cutoff = 3600 / rate
    taps = np.arange(-128, 129)
    kernel = 2 * cutoff * np.sinc(2 * cutoff * taps) * np.hamming(taps.size)
    smooth = np.convolve(samples, kernel, mode="same")
    times = np.arange(0, len(smooth) / rate, 1 / CLOCK_HZ)
    narrow: Samples = np.interp(times, np.arange(len(smooth)) / rate, smooth)
    return narrow


def scaled(samples: Samples, peak: float) -> Samples:
    """*samples* with their loudest one at *peak* of full scale."""
    louder: Samples = samples * (peak / float(np.abs(samples).max()))
    return louder


def counting() -> Samples:
    """One to ten, one word at the beginning of each second."""
    line = np.zeros(len(COUNTED) * CLOCK_HZ)
    for second, word in enumerate(COUNTED):
        sound = spoken(word)[: CLOCK_HZ - 1]
        line[second * CLOCK_HZ : second * CLOCK_HZ + sound.size] = sound
    return line


def music() -> Samples:
    """Four soft chords of a second each, made to be repeated without a click."""
    chords = ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294))
    times = np.arange(CLOCK_HZ) / CLOCK_HZ
    envelope = np.minimum(1, np.minimum(times, 1 - times) / 0.05)
    parts = [sum((np.sin(2 * np.pi * hz * times) for hz in chord), np.zeros(CLOCK_HZ)) * envelope for chord in chords]
    line = np.concatenate(parts)
    return scaled(line, PEAK / 2)


def write(name: str, samples: Samples) -> None:
    """Write one mu-law WAV file, filled up to whole frames of 20 ms."""
    whole = np.concatenate([samples, np.zeros(-samples.size % 160)])
    data = encode(array("h", [round(float(value) * 32767) for value in whole]), "PCMU")
    form = struct.pack("<HHIIHHH", 7, 1, CLOCK_HZ, CLOCK_HZ, 1, 8, 0)
    fact = struct.pack("<I", len(data))
    chunks = b"WAVE" + b"".join(
        kind + struct.pack("<I", len(body)) + body for kind, body in ((b"fmt ", form), (b"fact", fact), (b"data", data))
    )
    (SOUNDS / f"{name}.wav").write_bytes(b"RIFF" + struct.pack("<I", len(chunks)) + chunks)


def main() -> None:
    """Make them all."""
    write("counting", counting())
    write("music", music())
    for name, sentence in SENTENCES.items():
        write(name, spoken(sentence))
    for name, word in KEYS.items():
        write(f"key-{name}", np.concatenate([spoken(word), np.zeros(CLOCK_HZ // 10)]))


if __name__ == "__main__":
    main()
