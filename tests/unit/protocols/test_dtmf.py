"""Keys as tones: each is told from the others, short ones and sounds that are none are not heard."""

from __future__ import annotations

from array import array

import pytest

from app.protocols.dtmf import KEYS, DtmfReceiver, dtmf_key, dtmf_samples
from app.protocols.g711 import decode, encode
from app.protocols.rtp import FRAME
from app.protocols.tone import sine
from app.words.resources import resource_path


def windows(samples: array[int]) -> list[array[int]]:
    return [samples[start : start + FRAME] for start in range(0, len(samples) - FRAME + 1, FRAME)]


@pytest.mark.parametrize("key", "".join(KEYS))
def test_each_key_is_told_from_the_others_through_both_laws(key: str) -> None:
    samples = dtmf_samples(key, 0.1)
    for law in ("PCMU", "PCMA"):
        heard = decode(encode(samples, law), law)
        assert {dtmf_key(window) for window in windows(heard)} == {key}


def heard(samples: array[int], shift: int = 0) -> list[tuple[str, int]]:
    receiver = DtmfReceiver()
    for window in windows(array("h", [0] * shift) + samples):
        receiver.add(window)
    return receiver.presses


@pytest.mark.parametrize("shift", [0, 40, 80, 120])
def test_a_press_counts_once_wherever_the_windows_fall(shift: int) -> None:
    pause = array("h", [0] * 800)
    presses = heard(dtmf_samples("1", 0.1) + pause + dtmf_samples("1", 0.1) + pause, shift)
    assert [key for key, _ in presses] == ["1", "1"]


def test_a_tone_of_one_window_is_too_short() -> None:
    assert heard(dtmf_samples("5", 0.02) + array("h", [0] * 800)) == []


@pytest.mark.parametrize("hz", [697.0, 1209.0, 1250.0, 440.0])
def test_one_tone_is_no_key(hz: float) -> None:
    assert heard(sine(hz, 0.2)) == []


def test_two_tones_of_one_group_and_faint_keys_are_none() -> None:
    both = array("h", [one + other for one, other in zip(sine(697, 0.2), sine(852, 0.2), strict=True)])
    assert heard(both) == []
    assert heard(dtmf_samples("1", 0.2, level_dbfs=-50)) == []


@pytest.mark.parametrize("sound", ["counting", "keypad", "music"])
def test_speech_and_music_hold_no_keys(sound: str) -> None:
    data = resource_path(f"sounds/{sound}.wav").read_bytes()[58:]
    assert heard(decode(data, "PCMU")) == []


def test_what_is_no_key_cannot_be_made() -> None:
    for text in ("E", "", "12"):
        with pytest.raises(ValueError, match=text or ".*"):
            dtmf_samples(text, 0.1)
