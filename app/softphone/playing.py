"""Sound for the person's ear that is known beforehand: three notes, and a recording played back."""

from __future__ import annotations

import asyncio
import math
from array import array
from collections.abc import Callable, Generator
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
    callback = _sound(samples, lambda: loop.call_soon_threadsafe(finished.set))

    def start(handle: Any) -> Any:
        return open_loudspeaker(devices.backend, handle, callback, PERIOD_MS, rate)

    stream = await opened_for_ears(start, device.handle)
    if stream is None:
        return False
    try:
        async with asyncio.timeout(len(samples) / rate + OPEN_S):
            await finished.wait()
        return True
    except TimeoutError:
        return False
    finally:
        stream.close()


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
