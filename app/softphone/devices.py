"""The sound devices of this computer, by miniaudio: which there are, what the microphone gives, three notes to hear.

Backends are always named: left alone, miniaudio may choose its own null backend and pretend to work.
"""

from __future__ import annotations

import asyncio
import math
import sys
from array import array
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from app.model.facts import AudioDevices, MicrophoneLevel
from app.softphone.background import in_background
from app.softphone.levels import SILENCE_DBFS, amplitude_dbfs
from app.softphone.quiet import STDERR, silenced

SAMPLE_RATE: Final = 16_000
LIST_S: Final = 4.0
"""A sound server that does not answer for so long counts as none."""
OPEN_S: Final = 4.0
METER_S: Final = 0.1
NOTES_HZ: Final = (523.25, 659.25, 783.99)
NOTE_S: Final = 0.35
_NOTE_AMPLITUDE: Final = 6000

_NOT_REAL: Final = ("monitor of ", "discard all samples", "dummy output", "null output", "auto_null")
"""Beginnings of names, in lower case, of what sound systems list although it is no device."""
_SOUND_CARDS: Final = Path("/proc/asound/cards")
_BACKENDS: Final = {
    "linux": ("PULSEAUDIO", "ALSA"),
    "darwin": ("COREAUDIO",),
    "win32": ("WASAPI", "DSOUND", "WINMM"),
}


@dataclass(frozen=True, slots=True)
class Device:
    """One device of the system; ``handle`` is miniaudio's own id for it."""

    name: str
    handle: Any = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class DeviceList:
    """What one sound system offers. ``backend`` is ``None`` when none answered."""

    backend: Any
    outputs: tuple[Device, ...] = ()
    inputs: tuple[Device, ...] = ()

    def fact(self) -> AudioDevices:
        """The same for the session."""
        outputs = tuple(device.name for device in self.outputs)
        inputs = tuple(device.name for device in self.inputs)
        if self.backend is None:
            return AudioDevices((), (), "no_sound_system")
        return AudioDevices(outputs, inputs, "found" if outputs or inputs else "none")


async def list_devices() -> DeviceList:
    """Ask the system; never raises. A sound system that hangs is left alone after four seconds."""
    try:
        return await in_background(_first_answer, LIST_S)
    except TimeoutError:
        return DeviceList(None)


def _first_answer() -> DeviceList:
    import miniaudio

    for name in _BACKENDS.get(sys.platform, ("PULSEAUDIO", "ALSA")):
        if name == "ALSA" and not has_sound_card(_SOUND_CARDS):
            continue  # without a card ALSA still lists a device that discards everything
        backend = miniaudio.Backend[name]
        try:
            with silenced(STDERR):  # ALSA writes its troubles there
                devices = miniaudio.Devices([backend])
                return DeviceList(backend, _real(devices.get_playbacks()), _real(devices.get_captures()))
        except miniaudio.MiniaudioError:
            continue
    return DeviceList(None)


def has_sound_card(cards: Path) -> bool:
    """Whether the Linux kernel knows a sound card."""
    try:
        return any(line.lstrip()[:1].isdigit() for line in cards.read_text("utf-8", "replace").splitlines())
    except OSError:
        return False


def _real(listed: list[dict[str, Any]]) -> tuple[Device, ...]:
    return tuple(Device(entry["name"], entry["id"]) for entry in listed if is_real(entry["name"]))


def is_real(name: str) -> bool:
    """Whether a listed name is a device that a person could speak into or hear."""
    return bool(name) and not name.lower().startswith(_NOT_REAL)


@dataclass(slots=True)
class _Ear:
    """Takes what the microphone delivers, on miniaudio's thread, and counts it on ours."""

    blocks: deque[bytes] = field(default_factory=lambda: deque(maxlen=3000))
    peak: int = 0
    samples: int = 0
    nonzero: bool = False

    def listen(self) -> Generator[None, bytes, None]:
        """miniaudio's callback: only appends; an exception in it would end the stream silently."""
        while True:
            self.blocks.append(bytes((yield)))

    def count(self) -> int:
        """Work off what has come; returns the peak of it."""
        peak = 0
        while self.blocks:
            block = array("h", self.blocks.popleft())
            self.samples += len(block)
            peak = max(peak, max(block, default=0), -min(block, default=0))
        self.peak = max(self.peak, peak)
        self.nonzero = self.nonzero or peak > 0
        return peak

    @property
    def seconds(self) -> float:
        """How much has come."""
        return self.samples / SAMPLE_RATE


async def microphone_level(
    devices: DeviceList, seconds: float, on_level: Callable[[float], None] | None = None
) -> MicrophoneLevel:
    """Listen to the first microphone for *seconds* from its first sample on; never raises.

    ``seconds`` 0 in the result means that it could not be opened, or gave nothing.
    """
    name = devices.inputs[0].name
    ear = _Ear()
    stream = await _opened(lambda: _open_microphone(devices, ear))
    if stream is None:
        return MicrophoneLevel(name, None, False, 0.0)
    try:
        await _hear(ear, seconds, on_level)
    finally:
        stream.close()
    peak = round(amplitude_dbfs(ear.peak), 1) if ear.peak else None
    return MicrophoneLevel(name, peak, ear.samples > 0 and not ear.nonzero, round(ear.seconds, 2))


async def _hear(ear: _Ear, seconds: float, on_level: Callable[[float], None] | None) -> None:
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds + OPEN_S
    while ear.seconds < seconds and clock() < deadline:
        await asyncio.sleep(METER_S)
        peak = ear.count()
        if on_level is not None:
            on_level(amplitude_dbfs(peak) if peak else SILENCE_DBFS)


async def play_notes(devices: DeviceList) -> bool:
    """Play three rising notes on the first loudspeaker; false when it cannot be opened."""
    finished = asyncio.Event()
    loop = asyncio.get_running_loop()
    stream = await _opened(lambda: _open_loudspeaker(devices, lambda: loop.call_soon_threadsafe(finished.set)))
    if stream is None:
        return False
    try:
        async with asyncio.timeout(len(NOTES_HZ) * NOTE_S + OPEN_S):
            await finished.wait()
        return True
    except TimeoutError:
        return False
    finally:
        stream.close()


async def _opened(open_stream: Callable[[], Any]) -> Any:
    import miniaudio

    try:
        return await in_background(open_stream, OPEN_S)
    except (TimeoutError, miniaudio.MiniaudioError):
        return None


def _open_microphone(devices: DeviceList, ear: _Ear) -> Any:
    import miniaudio

    stream = miniaudio.CaptureDevice(
        miniaudio.SampleFormat.SIGNED16, 1, SAMPLE_RATE, 20, devices.inputs[0].handle, 0, [devices.backend]
    )
    callback = ear.listen()
    next(callback)
    stream.start(callback)
    return stream


def _open_loudspeaker(devices: DeviceList, on_end: Callable[[], Any]) -> Any:
    import miniaudio

    stream = miniaudio.PlaybackDevice(
        miniaudio.SampleFormat.SIGNED16, 1, SAMPLE_RATE, 20, devices.outputs[0].handle, 0, [devices.backend]
    )
    callback = _sound(notes(), on_end)
    next(callback)
    stream.start(callback)
    return stream


def _sound(samples: array[int], on_end: Callable[[], Any]) -> Generator[bytes, int, None]:
    """miniaudio's callback: gives *samples*, then silence."""
    place, told = 0, False
    count = yield b""
    while True:
        block = samples[place : place + count]
        place += len(block)
        if not block and not told:
            told = True
            on_end()
        count = yield block.tobytes() + bytes(2 * (count - len(block)))


def notes() -> array[int]:
    """Three rising notes, each with a soft start and end."""
    length = int(NOTE_S * SAMPLE_RATE)
    return array(
        "h",
        (
            round(_NOTE_AMPLITUDE * math.sin(math.pi * n / length) * math.sin(2 * math.pi * hz * n / SAMPLE_RATE))
            for hz in NOTES_HZ
            for n in range(length)
        ),
    )
