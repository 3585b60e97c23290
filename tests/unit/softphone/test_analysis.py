"""The known signal, found again in sound that was delayed, coded, damaged, mixed, or never there."""

from __future__ import annotations

import wave
from array import array
from pathlib import Path

import numpy as np
import pytest

from app.protocols.g711 import Law, decode, encode
from app.softphone import analysis
from app.softphone.analysis import Samples
from app.softphone.known_signal import FULL_SCALE, SAMPLE_RATE, WINDOW, KnownSignal, silence, write_wav

SIGNAL = KnownSignal()
RANDOM = np.random.default_rng(7)


def played(seconds: int = 4) -> Samples:
    return np.tile(np.array(SIGNAL.samples()), seconds)


def delayed(samples: Samples, delay: int) -> Samples:
    return np.concatenate((np.zeros(delay), samples))[: samples.size]


def coded(samples: Samples, law: Law = "PCMU") -> Samples:
    pcm = array("h", np.round(samples * (FULL_SCALE - 1)).astype("<i2").tobytes())
    return analysis.samples_of(decode(encode(pcm, law), law).tobytes())


@pytest.mark.parametrize("delay", [160, 264, 720, 2400, 6400])
@pytest.mark.parametrize("law", ["PCMU", "PCMA"])
def test_an_echo_is_recognised_with_its_delay(delay: int, law: Law) -> None:
    heard = delayed(coded(played(), law), delay)
    loop = analysis.measure_loop(SIGNAL, heard, played() + heard)
    assert loop.round_trip_ms == pytest.approx(delay * 1000 / SAMPLE_RATE, abs=1.0)
    assert loop.windows == loop.windows_heard > 50
    assert loop.heard_hz == pytest.approx(SIGNAL.tone_hz, abs=0.5)
    assert loop.level_dbfs == pytest.approx(-15.05, abs=0.3)


def test_an_echo_behind_an_announcement_counts_from_its_own_start() -> None:
    speech = RANDOM.normal(0, 0.1, 2 * SAMPLE_RATE)
    echo = coded(played())[2 * SAMPLE_RATE :]
    heard = delayed(np.concatenate((speech, echo)), 400)
    loop = analysis.measure_loop(SIGNAL, heard, played() + heard)
    assert loop.windows == loop.windows_heard > 20
    assert loop.round_trip_ms == pytest.approx(50.0, abs=1.0)


def test_a_quiet_echo_is_recognised_and_its_level_told() -> None:
    heard = delayed(coded(played() * 0.03), 480)
    loop = analysis.measure_loop(SIGNAL, heard, played() + heard)
    assert loop.level_dbfs == pytest.approx(-45.5, abs=0.5)
    assert loop.windows_heard == loop.windows
    assert loop.round_trip_ms == pytest.approx(60.0, abs=1.0)


@pytest.mark.parametrize("shift", [-15.0, -3.0, 0.0, 4.0, 15.0])
def test_a_clock_that_runs_wrong_shows_as_another_frequency(shift: float) -> None:
    bent = KnownSignal(tone_hz=SIGNAL.tone_hz + shift)
    heard = delayed(np.tile(np.array(bent.samples()), 4), 400)
    loop = analysis.measure_loop(SIGNAL, heard, played() + heard)
    assert loop.heard_hz == pytest.approx(SIGNAL.tone_hz + shift, abs=0.5)


def test_lost_packets_are_windows_not_heard() -> None:
    heard = delayed(coded(played()), 320)
    for start in range(0, heard.size, 10 * WINDOW):
        heard[start : start + WINDOW] = 0
    loop = analysis.measure_loop(SIGNAL, heard, played() + heard)
    assert 0.7 < loop.windows_heard / loop.windows < 0.95


def test_a_lost_chirp_does_not_hide_its_period() -> None:
    heard = delayed(coded(played()), 320)
    heard[SIGNAL.period : SIGNAL.period + 1200] = 0
    loop = analysis.measure_loop(SIGNAL, heard, played() + heard)
    assert loop.windows == loop.windows_heard
    assert loop.windows >= 3 * 28


@pytest.mark.parametrize(
    "heard",
    [
        np.zeros(4 * SAMPLE_RATE),
        RANDOM.normal(0, 0.2, 4 * SAMPLE_RATE),
        0.3 * np.sin(2 * np.pi * 1250 * np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE),
        0.3 * np.sin(2 * np.pi * 425 * np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE),
    ],
    ids=["silence", "noise", "the same tone of somebody else", "dial tone"],
)
def test_other_sounds_are_not_our_signal(heard: Samples) -> None:
    loop = analysis.measure_loop(SIGNAL, heard, played() + heard)
    assert loop.windows_heard == 0
    assert loop.windows > 0
    assert (loop.heard_hz, loop.round_trip_ms, loop.level_dbfs) == (None, None, None)


@pytest.mark.parametrize("size", [0, 1, 159, 640, 641])
def test_a_recording_that_is_too_short_tells_nothing(size: int) -> None:
    loop = analysis.measure_loop(SIGNAL, np.zeros(size), np.zeros(size))
    assert loop.windows_heard == 0
    assert analysis.measure_sound(np.zeros(size)).windows == size // WINDOW


def test_sound_of_any_kind_is_counted() -> None:
    half = np.concatenate((np.zeros(SAMPLE_RATE), RANDOM.normal(0, 0.1, SAMPLE_RATE)))
    sound = analysis.measure_sound(half)
    assert (sound.windows, sound.windows_with_sound, sound.all_zero) == (100, 50, False)
    assert sound.level_dbfs == pytest.approx(-20.0, abs=0.3)


def test_exact_silence_is_told_from_quiet() -> None:
    assert analysis.measure_sound(np.zeros(SAMPLE_RATE)).all_zero
    quiet = analysis.measure_sound(np.full(SAMPLE_RATE, 1 / FULL_SCALE))
    assert (quiet.all_zero, quiet.windows_with_sound, quiet.level_dbfs) == (False, 0, None)


def test_the_signal_is_written_as_a_telephone_would_play_it(tmp_path: Path) -> None:
    path = tmp_path / "signal.wav"
    write_wav(path, SIGNAL.samples())
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (SAMPLE_RATE, 1, 2)
        data = analysis.samples_of(file.readframes(file.getnframes()))
    assert data.size == SIGNAL.period
    assert np.max(np.abs(data - np.array(SIGNAL.samples()))) < 1e-4
    assert not any(silence())
