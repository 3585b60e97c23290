"""G.711 and tones against values from the standards and from arithmetic."""

from __future__ import annotations

import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocols.g711 import SILENCE, Law, decode, encode
from app.protocols.tone import dominant_tone, level_dbfs, mean_square, sine, tone_share

LAWS: list[Law] = ["PCMU", "PCMA"]


@pytest.mark.parametrize(
    ("law", "code", "sample"),
    [
        ("PCMU", 0xFF, 0),
        ("PCMU", 0x7F, 0),
        ("PCMU", 0x80, 32124),
        ("PCMU", 0x00, -32124),
        ("PCMU", 0xFE, 8),
        ("PCMU", 0xEF, 132),
        ("PCMA", 0xD5, 8),
        ("PCMA", 0x55, -8),
        ("PCMA", 0xAA, 32256),
        ("PCMA", 0x2A, -32256),
    ],
)
def test_codes_of_g_711(law: Law, code: int, sample: int) -> None:
    assert decode(bytes([code]), law)[0] == sample
    if code != 0x7F:  # mu-law has two codes for zero
        assert encode(array("h", [sample]), law) == bytes([code])


@pytest.mark.parametrize("law", LAWS)
def test_every_code_comes_back(law: Law) -> None:
    codes = bytes(code for code in range(256) if (law, code) != ("PCMU", 0x7F))
    assert encode(decode(codes, law), law) == codes


@pytest.mark.parametrize("law", LAWS)
@given(st.integers(-32768, 32767))
def test_a_sample_comes_back_within_its_step(law: Law, sample: int) -> None:
    back = decode(encode(array("h", [sample]), law), law)[0]
    assert abs(back - sample) <= max(16, abs(sample) / 16) + (700 if abs(sample) > 32124 else 0)


@pytest.mark.parametrize("law", LAWS)
def test_the_code_of_silence(law: Law) -> None:
    assert encode(array("h", [0] * 4), law) == bytes([SILENCE[law]]) * 4


@pytest.mark.parametrize("level", [0.0, -10.0, -40.0])
def test_levels_are_relative_to_the_full_scale_sine(level: float) -> None:
    assert level_dbfs(sine(1000, 0.1, level_dbfs=level)) == pytest.approx(level, abs=0.05)


def test_silence_has_no_level() -> None:
    assert level_dbfs([0] * 160) is None
    assert level_dbfs([]) is None
    assert mean_square([3, -4]) == 12.5


@pytest.mark.parametrize("hertz", [204.0, 440.0, 697.0, 1000.0, 1234.0, 2600.0, 3300.0])
@pytest.mark.parametrize("law", LAWS)
def test_a_tone_is_recognised_through_the_codec(hertz: float, law: Law) -> None:
    heard = decode(encode(sine(hertz, 0.04), law), law)
    tone = dominant_tone(heard)
    assert tone is not None
    assert tone.frequency_hz == pytest.approx(hertz, rel=0.01)
    assert tone.share > 0.95


def test_two_tones_are_not_one() -> None:
    pair = array("h", [a + b for a, b in zip(sine(770, 0.1), sine(1336, 0.1), strict=True)])
    tone = dominant_tone(pair)
    assert tone is not None
    assert tone.share < 0.8
    assert tone_share(pair, 770) == pytest.approx(0.5, abs=0.02)


def test_goertzel_finds_only_its_own_frequency() -> None:
    samples = sine(1000, 0.1)
    assert tone_share(samples, 1000) == pytest.approx(1, abs=0.01)
    assert tone_share(samples, 1200) < 0.001
    assert tone_share([0] * 160, 1000) == 0


def test_too_little_to_tell() -> None:
    assert dominant_tone([]) is None
    assert dominant_tone([5] * 160) is None
    assert dominant_tone([round(1000 * math.sin(index / 60)) for index in range(160)]) is None
