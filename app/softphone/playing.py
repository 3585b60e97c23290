"""Sound for the person's ear that is known beforehand: three notes, and a recording played back."""

from __future__ import annotations

import asyncio
import contextlib
import math
from array import array
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Final

from app.softphone.devices import ANY, DeviceChoice, DeviceList
from app.softphone.streams import OPEN_S, PERIOD_MS, SAMPLE_RATE, open_loudspeaker, opened_for_ears

NOTES_HZ: Final = (523.25, 659.25, 783.99)
NOTE_S: Final = 0.35
_NOTE_AMPLITUDE: Final = 6000


async def play_notes(devices: DeviceList, choice: DeviceChoice = ANY) -> bool:
    """Play three rising notes; false when no loudspeaker can be opened."""
    return await play_samples(devices, notes(), SAMPLE_RATE, choice)


async def play_samples(devices: DeviceList, samples: array[int], rate: int, choice: DeviceChoice = ANY) -> bool:
    """Play 16-bit *samples* to their end; false when no loudspeaker can be opened, or it stopped on the way."""
    device = devices.loudspeaker(choice)
    if device is None:
        return False
    finished = asyncio.Event()
    loop = asyncio.get_running_loop()
    sound = _Sound(samples, lambda: loop.call_soon_threadsafe(finished.set))
    callback = sound.blocks()

    def start(handle: Any) -> Any:
        return open_loudspeaker(devices.backend, handle, callback, PERIOD_MS, rate)

    stream = await opened_for_ears(start, device.handle)
    if stream is None:
        return False
    try:
        return await _to_the_end(sound, finished)
    finally:
        stream.close()


@dataclass(slots=True)
class _Sound:
    """Samples on their way to a loudspeaker; ``place`` is how many have gone."""

    samples: array[int]
    on_end: Callable[[], Any]
    place: int = 0

    def blocks(self) -> Generator[bytes, int, None]:
        """miniaudio's callback: gives the samples, then silence."""
        told = False
        count = yield b""
        while True:
            block = self.samples[self.place : self.place + count]
            self.place += len(block)
            if not block and not told:
                told = True
                self.on_end()
            count = yield block.tobytes() + bytes(2 * (count - len(block)))


async def _to_the_end(sound: _Sound, finished: asyncio.Event) -> bool:
    """Whether it gets there. A busy computer plays late; a device that takes nothing for so long has stopped."""
    while True:
        before = sound.place
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(OPEN_S):
                await finished.wait()
                return True
        if sound.place == before:
            return False


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
