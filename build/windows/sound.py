"""The packaged Windows program with a loudspeaker and a microphone: WASAPI, as Wine has it on a sound server of ours.

The engine is driven by its lines as the window does it, with a person there; the ear is the loudspeaker's monitor, the
mouth a tone that is played into the wire behind the microphone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.driver.client import LAST_EVENTS, EngineClient
from app.driver.process import Event
from app.model.json import JsonObject
from app.softphone import analysis
from app.softphone.known_signal import KnownSignal, write_wav
from app.softphone.playing import NOTES_HZ
from app.testline.server import TestLine
from build.dev.sound_server import (
    LOUDSPEAKER,
    MICROPHONE,
    choose_input,
    choose_output,
    heard_at,
    sound_server,
    tone_into_microphone,
    unplug,
)
from build.windows.far_end import profile
from build.windows.notes import Notes
from build.windows.wine import Wine, seen_from_windows

SECOND: Final = "module-null-sink sink_name=second sink_properties=device.description=Second"
"""What is left when the loudspeaker is pulled out."""
TONE_HZ: Final = 1250.0
"""Of the known signal."""
_RATE: Final = 16_000
_EVENT_LIMIT_S: Final = 120.0
_BEFORE_S, _AFTER_S = 4.0, 4.0
_PULL_AFTER_S: Final = 5.0
_SPEAK_BEFORE_S: Final = 2.0
_VOICE_DBFS: Final = (-14.0, -6.0)


def prove(wine: Wine, program: Path, notes: Notes) -> None:
    """Every step in turn; *program* is the folder of the packaged program."""
    asyncio.run(_prove(wine, program, notes))


async def _prove(wine: Wine, program: Path, notes: Notes) -> None:
    folder = notes.folder / "sound"
    folder.mkdir()
    async with sound_server(folder, LOUDSPEAKER, *MICROPHONE, SECOND) as server, TestLine() as line:
        command = wine.command(str(program / "callmend-cli.exe"), "engine", PULSE_SERVER=server)
        steps = _Steps(EngineClient(command), server, folder, notes)
        try:
            await steps.devices()
            await steps.open(profile(line.udp[0], "udp"))
            await steps.silence()
            voice = folder / "voice.wav"
            write_wav(voice, KnownSignal(tone_amplitude=0.25).samples(), 5)
            async with tone_into_microphone(server, voice):
                await steps.voice()
                await steps.pulled_plug()
                await steps.speaking()
            await steps.close()
        finally:
            await steps.client.close()


class _Steps:
    """One engine, and what happened so far."""

    def __init__(self, client: EngineClient, server: str, folder: Path, notes: Notes) -> None:
        self.client = client
        self._server, self._folder, self._notes = server, folder, notes
        self._facts: list[dict[str, Any]] = []
        self._levels: list[float] = []
        self._asked: list[str] = []

    async def devices(self) -> None:
        await self._until("hello")
        await self._ask_sound()
        found = await self._ask_sound(output="Speaker", input="Headset")
        listed = {*found["outputs"]} >= {"Speaker", "Second"} and "Headset" in found["inputs"]
        monitors = [name for name in found["inputs"] if name.startswith("Monitor")]
        self._notes.must(listed and not monitors, f"the devices are listed: {found['outputs']}, {found['inputs']}")
        self._notes.must((found["output"], found["input"]) == ("Speaker", "Headset"), "and can be chosen")

    async def open(self, sections: JsonObject) -> None:
        folder = seen_from_windows(self._folder / "session")
        self.client.send("open", folder=folder, profile=sections, practice=None, label="before", interactive=True)
        await self._until("opened")

    async def silence(self) -> None:
        """Nobody speaks; the three notes come out of the loudspeaker."""
        ear = await self._ear("speaker", 10.0)
        diagnosis = await self._measure("audio_devices")
        level = self._last("audio.microphone")
        self._notes.must(level["all_zero"] and level["peak_dbfs"] is None, f"silence is told as silence: {level}")
        self._notes.must(_answer(diagnosis, "audio_devices") == "no", f"and judged: {_reason(diagnosis)}")
        heard = _samples(await ear)
        loud = [hz for hz in NOTES_HZ if _stands_out(heard, hz)]
        self._notes.must(len(loud) == len(NOTES_HZ), f"the three notes were heard at the loudspeaker: {loud} Hz")

    async def voice(self) -> None:
        """The level that the window shows, and the one that is written down."""
        self._levels.clear()
        diagnosis = await self._measure("audio_devices")
        level, low, high = self._last("audio.microphone"), *_VOICE_DBFS
        self._notes.must(low < (level["peak_dbfs"] or -99) < high, f"a voice has a level: {level}")
        shown = max(self._levels, default=-99.0)
        self._notes.must(len(self._levels) > 20 and low < shown < high, f"shown while it lasts: {shown:.1f} dBFS")
        self._notes.must(_answer(diagnosis, "audio_devices") == "yes", f"and judged: {_reason(diagnosis)}")

    async def pulled_plug(self) -> None:
        """A person listens; in the middle their loudspeaker goes."""
        pulling: list[asyncio.Task[tuple[bytes, bytes]]] = []

        def look(event: Event) -> None:
            if not pulling and event.name == "progress" and event.fields["step"] == "you_listen":
                pulling.append(asyncio.create_task(self._pull()))

        diagnosis = await self._measure("hear", look)
        before, after = await pulling[0] if pulling else (b"", b"")
        self._notes.must(_loud(before) > 0.1, f"the far end is at the loudspeaker: {_loud(before):.0%} of the time")
        lost = self._lost()
        self._notes.must(lost[:1] == ["output"], f"the lost loudspeaker is told: {lost}")
        self._notes.must(_loud(after) > 0.1, f"the other one takes over: {_loud(after):.0%} of the time")
        call = self._last("call.result")
        kept = call["outcome"] == "connected" and call["ended_by"] == "us" and call["duration_s"] > 10
        self._notes.must(kept, f"the call goes on to its end: {call}")
        self._notes.must(_answer(diagnosis, "hear") == "yes", "and the measurement is what it was")

    async def speaking(self) -> None:
        """The person's voice goes out and comes back; the loudspeaker went before, and now the microphone goes too."""
        pulling: list[asyncio.Task[None]] = []

        def look(event: Event) -> None:
            if not pulling and event.name == "progress" and event.fields["step"] == "you_speak":
                pulling.append(asyncio.create_task(self._pull_microphone()))

        before = len(self._lost())
        ear = await self._ear("second", 27.0)
        await self._measure("speak", look)
        lost = self._lost()[before:]
        self._notes.must(lost == ["output", "input"], f"the lost loudspeaker and microphone are told: {lost}")
        level, far = self._last("audio.microphone"), self._last("media.far_end_heard")
        self._notes.must(
            level["seconds"] > _SPEAK_BEFORE_S + 1 and level["peak_dbfs"] is not None,
            f"another microphone took over: {level}",
        )
        tone = abs((far["tone_hz"] or 0.0) - TONE_HZ) < 3
        self._notes.must(far["purpose"] == "person_speak" and tone, f"the far end heard the voice: {far}")
        heard = _samples(await ear)
        self._notes.must(_stands_out(heard, TONE_HZ), "what came back was played to the person")
        self._notes.must("heard_self" in self._asked, f"and they were asked: {self._asked}")

    async def close(self) -> None:
        self.client.send("close")
        await self._until("closed")

    async def _pull(self) -> tuple[bytes, bytes]:
        before = await heard_at(self._server, "speaker.monitor", _BEFORE_S)
        await asyncio.sleep(_PULL_AFTER_S - _BEFORE_S)
        await choose_output(self._server, "second")
        await unplug(self._server, "sink_name=speaker")
        return before, await heard_at(self._server, "second.monitor", _AFTER_S)

    async def _pull_microphone(self) -> None:
        await asyncio.sleep(_SPEAK_BEFORE_S)
        await choose_input(self._server, "wire.monitor")  # the same tone, by another door
        await unplug(self._server, "source_name=headset")

    def _lost(self) -> list[str]:
        return [one["detail"] for one in self._of_kind("run.mark") if one["mark"] == "sound_device_lost"]

    async def _ear(self, sink: str, seconds: float) -> asyncio.Task[bytes]:
        listening = asyncio.Event()
        ear = asyncio.create_task(heard_at(self._server, f"{sink}.monitor", seconds, listening))
        await asyncio.wait_for(listening.wait(), _EVENT_LIMIT_S)
        return ear

    async def _ask_sound(self, **choice: str) -> dict[str, Any]:
        self.client.send("sound", **choice)
        return dict((await self._until("sound")).fields)

    async def _measure(self, question: str, look: Callable[[Event], None] | None = None) -> dict[str, Any]:
        self.client.send("measure", questions=[question])
        event = await self._until("diagnosis", look)
        diagnosis = event.fields.get("diagnosis")
        return diagnosis if isinstance(diagnosis, dict) else {"verdicts": []}

    async def _until(self, name: str, look: Callable[[Event], None] | None = None) -> Event:
        while True:
            event = await asyncio.wait_for(self.client.event(), _EVENT_LIMIT_S)
            self._take(event)
            if look is not None:
                look(event)
            if event.name == name:
                return event
            if event.name in LAST_EVENTS:
                raise TimeoutError(f"no {name}: {event.fields}")

    def _take(self, event: Event) -> None:
        fields: dict[str, Any] = dict(event.fields)
        match event.name:
            case "observation":
                self._facts.append(fields["observation"])
            case "level":
                self._levels.append(fields["dbfs"])
            case "ask":
                self._asked.append(fields["prompt"])
                self.client.send("answer", question=fields["question"], value="all")
            case "problem":
                self._notes.note(f"problem: {fields}")

    def _of_kind(self, kind: str) -> list[dict[str, Any]]:
        return [fact for fact in self._facts if fact["kind"] == kind]

    def _last(self, kind: str) -> dict[str, Any]:
        found = self._of_kind(kind)
        if not found:
            raise TimeoutError(f"nothing was observed of {kind}")
        return found[-1]


def _answer(diagnosis: dict[str, Any], question: str) -> str:
    found = (one["answer"] for one in diagnosis["verdicts"] if one["question"] == question)
    return str(next(found, ""))


def _reason(diagnosis: dict[str, Any], question: str = "audio_devices") -> str:
    found = (one["reason"] for one in diagnosis["verdicts"] if one["question"] == question)
    return str(next(found, ""))


def _samples(data: bytes) -> Any:
    return analysis.samples_of(data)


def _loud(data: bytes) -> float:
    """Share of the 20 ms windows that have sound."""
    samples = _samples(data)
    width = _RATE // 50
    rows = samples[: samples.size // width * width].reshape(-1, width)
    return float(np.mean(np.mean(rows**2, axis=1) > 1e-5)) if len(rows) else 0.0


def _stands_out(samples: Any, hz: float) -> bool:
    """Whether *hz* is far louder than what lies a little beside it."""
    if not samples.size:
        return False
    strength = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    place = round(hz * samples.size / _RATE)
    near, wide = round(4 * samples.size / _RATE), round(30 * samples.size / _RATE)
    beside = np.concatenate((strength[place - wide : place - near], strength[place + near : place + wide]))
    return bool(strength[place - near : place + near].max() > 10 * max(float(np.median(beside)), 1e-9))
