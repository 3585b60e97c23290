"""Sound devices on a real PulseAudio server: what is listed, what the microphone gives, what is played."""

from __future__ import annotations

import io
import wave
from array import array
from pathlib import Path

import pytest

from app.model.facts import AudioDevices, Fact, MicrophoneLevel
from app.model.profile import Account, Profile
from app.probes import sound_check
from app.probes.context import ProbeContext
from app.softphone.devices import ANY, DeviceChoice, list_devices
from app.softphone.known_signal import KnownSignal, write_wav
from app.softphone.microphone import microphone_level
from app.softphone.playing import play_notes
from app.softphone.voice_sample import voice_sample
from build.dev.sound_server import AVAILABLE, LOUDSPEAKER, MICROPHONE, sound_server, tone_into_microphone, unplug

pytestmark = [
    pytest.mark.softphone,
    pytest.mark.skipif(not AVAILABLE, reason="pulseaudio and pactl are not installed"),
]


async def check(monkeypatch: pytest.MonkeyPatch, server: str, *, interactive: bool = False) -> list[Fact]:
    monkeypatch.setenv("PULSE_SERVER", server)
    context = ProbeContext(Profile(Account("example.com")), interactive)
    return [fact async for fact in sound_check.measure(context)]


async def test_a_headset_that_nobody_speaks_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sound_server(tmp_path, LOUDSPEAKER, *MICROPHONE) as server:
        found, level = await check(monkeypatch, server)
    assert isinstance(found, AudioDevices)
    assert found.inputs == ("Headset",)  # monitors are no microphones
    assert "Speaker" in found.outputs
    assert found.outcome == "found"
    assert isinstance(level, MicrophoneLevel)
    assert (level.device, level.peak_dbfs, level.all_zero) == ("Headset", None, True)
    assert level.seconds >= sound_check.QUIET_CHECK_S


async def test_a_voice_in_the_microphone_has_a_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = tmp_path / "voice.wav"
    write_wav(sound, KnownSignal(tone_amplitude=0.25, chirp_amplitude=0.25).samples(), 5)
    async with sound_server(tmp_path, LOUDSPEAKER, *MICROPHONE) as server, tone_into_microphone(server, sound):
        monkeypatch.setenv("PULSE_SERVER", server)
        levels: list[float] = []
        heard = await microphone_level(await list_devices(), 4.0, levels.append)
    assert not heard.all_zero
    assert heard.peak_dbfs == pytest.approx(-12, abs=3)
    assert max(levels) == pytest.approx(heard.peak_dbfs, abs=0.2)


async def test_a_voice_sample_is_what_was_said_and_silence_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = tmp_path / "said.wav"
    write_wav(sound, KnownSignal(tone_amplitude=0.25).samples(), 5)
    async with sound_server(tmp_path, LOUDSPEAKER, *MICROPHONE) as server:
        monkeypatch.setenv("PULSE_SERVER", server)
        assert await voice_sample(ANY, 0.5) == b""
        async with tone_into_microphone(server, sound):
            sample = await voice_sample(ANY, 1.5)
    with wave.open(io.BytesIO(sample)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (1, 16_000, 24_000)
        assert 4_000 < max(array("h", file.readframes(24_000))) < 30_000


async def test_the_notes_are_played_elsewhere_when_the_loudspeaker_went_since_it_was_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = "module-null-sink sink_name=second sink_properties=device.description=Second"
    async with sound_server(tmp_path, LOUDSPEAKER, second) as server:
        monkeypatch.setenv("PULSE_SERVER", server)
        listed = await list_devices()
        await unplug(server, "sink_name=second")
        assert await play_notes(listed, DeviceChoice(output="Second"))


async def test_the_notes_are_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sound_server(tmp_path, LOUDSPEAKER) as server:
        monkeypatch.setenv("PULSE_SERVER", server)
        found = await list_devices()
        assert await play_notes(found)
    assert found.fact() == AudioDevices(("Speaker",), (), "found", "Speaker")


async def test_a_sound_server_without_devices_is_not_no_sound_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sound_server(tmp_path, "module-always-sink") as server:
        facts = await check(monkeypatch, server, interactive=True)
    assert facts == [AudioDevices((), (), "none")]


async def test_a_device_that_vanished_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sound_server(tmp_path, LOUDSPEAKER, *MICROPHONE) as server:
        monkeypatch.setenv("PULSE_SERVER", server)
        found = await list_devices()
    level = await microphone_level(found, 0.5)
    assert (level.device, level.peak_dbfs, level.all_zero, level.seconds) == ("Headset", None, False, 0.0)
    assert not await play_notes(found)
