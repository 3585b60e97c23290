"""A person in a test call, on a real PulseAudio server: their ear is a sink's monitor, their mouth a sound file."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from app.model.facts import CallResult, Fact, MicrophoneLevel, RunMark, SoundHeard
from app.model.names import Question
from app.model.profile import Numbers, Profile
from app.probes import listen, speak
from app.probes.context import ProbeContext
from app.softphone import analysis
from app.softphone.devices import DeviceChoice, list_devices
from app.softphone.fifo import Fifo
from app.softphone.known_signal import KnownSignal, write_wav
from app.softphone.person import PersonLine
from app.softphone.person_scripts import PersonHearScript
from app.softphone.phone import Softphone
from app.testline.server import TestLine
from build.dev.sound_server import (
    AVAILABLE,
    LOUDSPEAKER,
    MICROPHONE,
    ear_at,
    heard_at,
    sound_server,
    tone_into_microphone,
    unplug,
)
from tests.loopback.conftest import account

pytestmark = [
    pytest.mark.softphone,
    pytest.mark.skipif(not AVAILABLE, reason="pulseaudio and pactl are not installed"),
]
LATE_S = 0.03
"""Frames come and go every 20 ms, and 40 ms lie in the queue: a pause of more than this on one side eats them up."""
EDGES_S = 0.3
"""What is on its way when the call ends: the queue, the sink, the recorder's own block."""
BYTES_PER_S = 32_000
SECOND = "module-null-sink sink_name=second sink_properties=device.description=Second"


@pytest.fixture
async def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    async with sound_server(tmp_path, LOUDSPEAKER, *MICROPHONE, SECOND) as server:
        monkeypatch.setenv("PULSE_SERVER", server)
        yield server


def loud_share(data: bytes) -> float:
    """Share of 20 ms windows with sound."""
    samples = analysis.samples_of(data)
    rows = samples[: samples.size // 320 * 320].reshape(-1, 320)
    return float(np.mean(np.mean(rows**2, axis=1) > 1e-5)) if len(rows) else 0.0


class WatchedFifo(Fifo):
    """Counts how often this computer itself was late, on either side: only then may the queue run dry."""

    def __init__(self) -> None:
        super().__init__()
        self.late_s: list[float] = []
        self._last = dict.fromkeys(("put", "take"), 0.0)

    def _beat(self, side: str) -> None:
        before, self._last[side] = self._last[side], time.monotonic()
        if before and self._last[side] - before > LATE_S:
            self.late_s.append(self._last[side] - before)

    def put(self, data: bytes) -> None:
        self._beat("put")
        super().put(data)

    def take(self, count: int) -> bytes:
        self._beat("take")
        return super().take(count)


async def test_the_person_hears_the_far_end(line: TestLine, phone: Softphone, sound: str) -> None:
    """All of it, without one underrun, except for what a computer that did not let us run took away."""
    await phone.register(account(line.udp[0]))
    async with ear_at(sound, "speaker.monitor") as ear:  # from now on the sink works in small blocks
        person = PersonLine(await list_devices(), DeviceChoice(output="Speaker"))
        person.ear = ear_queue = WatchedFifo()
        assert await person.open()
        report = await phone.call("speak", PersonHearScript(phone.folder, person, seconds=3.0))
    loud_s = len(ear.data) / BYTES_PER_S * loud_share(bytes(ear.data))
    (heard,) = (fact for fact in report.facts if isinstance(fact, SoundHeard))
    assert heard.windows_with_sound > 40
    assert ear_queue.underruns <= len(ear_queue.late_s)
    assert loud_s > heard.windows_with_sound * 0.02 - EDGES_S - sum(ear_queue.late_s)
    assert heard.purpose == "person_hear"


async def test_a_pulled_plug_costs_a_moment_and_not_the_call(line: TestLine, phone: Softphone, sound: str) -> None:
    await phone.register(account(line.udp[0]))
    lost: list[str] = []
    person = PersonLine(await list_devices(), DeviceChoice(output="Second"), on_lost=lost.append)
    assert await person.open()
    calling = asyncio.create_task(phone.call("speak", PersonHearScript(phone.folder, person, seconds=6.0)))
    await asyncio.sleep(2.5)
    await unplug(sound, "sink_name=second")
    after = await heard_at(sound, "speaker.monitor", 3.0)
    report = await calling
    assert report.result.outcome == "connected"
    assert lost[:1] == ["output"]
    assert loud_share(after) > 0.1


async def test_a_loudspeaker_that_went_since_it_was_listed_gives_way_to_the_systems_own(sound: str) -> None:
    listed = await list_devices()
    await unplug(sound, "sink_name=second")
    lost: list[str] = []
    person = PersonLine(listed, DeviceChoice(output="Second", input="Headset"), speaks=True, on_lost=lost.append)
    assert await person.open()
    await person.close()
    assert lost == ["output"]


class _Answering:
    def __init__(self) -> None:
        self.asked: list[tuple[Question, str]] = []

    async def __call__(self, question: Question, prompt: str) -> str | None:
        self.asked.append((question, prompt))
        return "all"


async def test_probes_let_the_person_listen_and_speak_and_ask(
    line: TestLine, sound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.probes.person.HEAR_S", 1.0)
    monkeypatch.setattr("app.probes.person.SPEAK_S", 3.0)
    voice = tmp_path / "voice.wav"
    write_wav(voice, KnownSignal(tone_amplitude=0.25).samples(), 5)
    asked = _Answering()
    numbers = Numbers(echo="echo", speak="speak", listen="listen")
    context = ProbeContext(Profile(account(line.udp[0]), numbers=numbers), interactive=True, ask=asked)
    async with tone_into_microphone(sound, voice):
        try:
            facts: list[Fact] = [fact async for fact in listen.measure(context)]
            ear = asyncio.create_task(heard_at(sound, "speaker.monitor", 11.0))
            facts += [fact async for fact in speak.measure(context)]
            played_back = await ear
        finally:
            await context.close()
    assert asked.asked == [("hear", "heard_count"), ("speak", "heard_self")]
    calls = [fact.purpose for fact in facts if isinstance(fact, CallResult)]
    assert calls == ["echo", "person_hear", "person_speak"]
    (level,) = (fact for fact in facts if isinstance(fact, MicrophoneLevel))
    assert level.peak_dbfs == pytest.approx(-12, abs=4)
    returned = [fact for fact in facts if isinstance(fact, SoundHeard) and fact.purpose == "person_speak"]
    assert returned[0].windows_with_sound > 100
    assert loud_share(played_back) > 0.1
    assert not [fact for fact in facts if isinstance(fact, RunMark)]
