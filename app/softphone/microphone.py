"""What the microphone gives during the sound check: its level, and whether it is exact digital silence."""

from __future__ import annotations

import asyncio
from array import array
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from app.model.facts import MicrophoneLevel
from app.softphone.devices import ANY, DeviceChoice, DeviceList
from app.softphone.levels import SILENCE_DBFS, amplitude_dbfs
from app.softphone.streams import OPEN_S, SAMPLE_RATE, open_microphone, opened

METER_S: Final = 0.1


@dataclass(slots=True)
class Ear:
    """Takes what a microphone delivers, on its thread, and counts it on ours."""

    blocks: deque[bytes] = field(default_factory=lambda: deque(maxlen=3000))
    peak: int = 0
    samples: int = 0

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
        return peak

    @property
    def seconds(self) -> float:
        """How much has come."""
        return self.samples / SAMPLE_RATE

    def fact(self, name: str) -> MicrophoneLevel:
        """What came so far. ``seconds`` 0 means that it could not be opened, or gave nothing."""
        peak = round(amplitude_dbfs(self.peak), 1) if self.peak else None
        return MicrophoneLevel(name, peak, self.samples > 0 and not self.peak, round(self.seconds, 2))


async def microphone_level(
    devices: DeviceList,
    seconds: float,
    on_level: Callable[[float], None] | None = None,
    choice: DeviceChoice = ANY,
) -> MicrophoneLevel:
    """Listen to the microphone for *seconds* from its first sample on; never raises."""
    ear = Ear()
    device = devices.microphone(choice)
    if device is None:
        return ear.fact("")
    stream = await opened(partial(open_microphone, devices.backend, device.handle, ear.listen()))
    if stream is not None:
        try:
            await _hear(ear, seconds, on_level)
        finally:
            stream.close()
    return ear.fact(device.name)


async def _hear(ear: Ear, seconds: float, on_level: Callable[[float], None] | None) -> None:
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds + OPEN_S
    while ear.seconds < seconds and clock() < deadline:
        await asyncio.sleep(METER_S)
        peak = ear.count()
        if on_level is not None:
            on_level(amplitude_dbfs(peak) if peak else SILENCE_DBFS)
