"""A few seconds of what a person says, recorded only because they asked for it. Nothing here loads pjsua2."""

from __future__ import annotations

import asyncio
import io
import wave
from array import array
from functools import partial
from typing import Final

from app.softphone.devices import DeviceChoice, list_devices
from app.softphone.microphone import METER_S, Ear
from app.softphone.streams import OPEN_S, SAMPLE_RATE, open_microphone, opened

SAMPLE_S: Final = 4.0
"""128 KB: well within what may be sent."""


async def voice_sample(choice: DeviceChoice, seconds: float = SAMPLE_S) -> bytes:
    """A WAV file of 16-bit mono; empty when there is no microphone, or nothing but exact silence came from it."""
    devices = await list_devices()
    device = devices.microphone(choice)
    if device is None:
        return b""
    ear = Ear()
    stream = await opened(partial(open_microphone, devices.backend, device.handle, ear.listen()))
    if stream is None:
        return b""
    try:
        return _file(await _heard(ear, seconds))
    finally:
        stream.close()


async def _heard(ear: Ear, seconds: float) -> array[int]:
    """What comes within *seconds* of its first sample."""
    clock = asyncio.get_running_loop().time
    deadline, wanted = clock() + seconds + OPEN_S, int(seconds * SAMPLE_RATE)
    samples = array("h")
    while len(samples) < wanted and clock() < deadline:
        await asyncio.sleep(METER_S)
        while ear.blocks:
            samples.frombytes(ear.blocks.popleft())
    return samples[:wanted]


def _file(samples: array[int]) -> bytes:
    if not any(samples):
        return b""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()
