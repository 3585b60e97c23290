"""Opening a loudspeaker or a microphone by miniaudio. Opening may block, so it happens in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Any, Final

from app.softphone.background import in_background

SAMPLE_RATE: Final = 16_000
PERIOD_MS: Final = 20
OPEN_S: Final = 4.0

Speaking = Generator[bytes, int, None]
"""Gives as many samples as it is sent the number of."""
Listening = Generator[None, bytes, None]
"""Is sent what the microphone delivered."""


async def opened(open_stream: Callable[[], Any]) -> Any:
    """The stream, or ``None`` when the system refuses or hangs."""
    import miniaudio

    try:
        return await in_background(open_stream, OPEN_S)
    except (TimeoutError, miniaudio.MiniaudioError):
        return None


async def opened_for_ears(open_stream: Callable[[Any], Any], handle: Any) -> Any:
    """The stream of the device *handle*, or of the system's own choice where that is gone since it was listed."""
    return await opened(partial(open_stream, handle)) or await opened(partial(open_stream, None))


def open_microphone(backend: Any, handle: Any, callback: Listening, period_ms: int = PERIOD_MS) -> Any:
    """Start listening; raises ``MiniaudioError``. *handle* ``None`` is the system's own choice.

    *callback* runs on miniaudio's thread: an exception in it would end the stream without a word.
    """
    import miniaudio

    stream = miniaudio.CaptureDevice(
        miniaudio.SampleFormat.SIGNED16, 1, SAMPLE_RATE, period_ms, handle, 0, [backend]
    )  # fmt: skip
    next(callback)
    stream.start(callback)
    return stream


def open_loudspeaker(
    backend: Any, handle: Any, callback: Speaking, period_ms: int = PERIOD_MS, rate: int = SAMPLE_RATE
) -> Any:
    """Start playing what *callback* gives; raises ``MiniaudioError``. Rules as for the microphone."""
    import miniaudio

    stream = miniaudio.PlaybackDevice(miniaudio.SampleFormat.SIGNED16, 1, rate, period_ms, handle, 0, [backend])
    next(callback)
    stream.start(callback)
    return stream
