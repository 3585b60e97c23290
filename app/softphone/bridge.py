"""A port of pjmedia's conference bridge in Python: what a call brings and takes, as bytes, without pjmedia's devices.

The wheels have no sound device at all (facts/softphone_bridge.md). Frames pass by memory copy where that is proven to
work at start: the vector's own conversion is a hundred times slower and starves under load.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable
from typing import Any, Final

import pjsua2 as pj

from app.softphone.guard import guarded

RATE: Final = 16_000
FRAME_BYTES: Final = 640
"""20 ms. pjmedia converts to the 8 kHz of the call; the sound system's own conversion is poor below 16 kHz."""
_log = logging.getLogger(__name__)


def _begin(vector: Any) -> int:
    """Where a ``std::vector`` keeps its data: its first pointer, as every standard library lays it out."""
    return ctypes.c_void_p.from_address(int(vector.this)).value or 0


def copies_memory() -> bool:
    """Whether that layout holds here: written and read back through the slow way."""
    try:
        pattern = bytes(range(256)) * 2 + bytes(128)
        vector = pj.ByteVector(FRAME_BYTES, 0)
        ctypes.memmove(_begin(vector), pattern, FRAME_BYTES)
        return bytes(vector) == pattern and ctypes.string_at(_begin(vector), FRAME_BYTES) == pattern
    except (TypeError, ValueError, OSError, AttributeError):
        return False


class BridgePort(pj.AudioMediaPort):  # type: ignore[misc]
    """Asks *take* for what goes into the call and hands what comes out of it to *put*; both run on pjmedia's clock."""

    def __init__(self, take: Callable[[int], bytes], put: Callable[[bytes], None]) -> None:
        super().__init__()
        self._take, self._put = take, put
        self._fast = copies_memory()
        self._vector = pj.ByteVector(FRAME_BYTES, 0)
        form = pj.MediaFormatAudio()
        form.init(pj.PJMEDIA_FORMAT_PCM, RATE, 1, 20_000, 16)
        form.type = pj.PJMEDIA_TYPE_AUDIO
        self.createPort("person", form)

    @guarded
    def onFrameRequested(self, frame: Any) -> None:
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        data = self._take(FRAME_BYTES)
        if self._fast:
            ctypes.memmove(_begin(self._vector), data, FRAME_BYTES)
            frame.buf = self._vector
        else:
            frame.buf = pj.ByteVector(data)

    @guarded
    def onFrameReceived(self, frame: Any) -> None:
        vector = frame.buf
        size = int(vector.size()) if frame.type == pj.PJMEDIA_FRAME_TYPE_AUDIO else 0
        if not size:
            self._put(bytes(FRAME_BYTES))
        else:
            self._put(ctypes.string_at(_begin(vector), size) if self._fast else bytes(vector))
