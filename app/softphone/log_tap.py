"""What only pjsip's log tells of a call: packets it could not place, streams numbered anew, keep-alives it sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

_STATUS: Final = "RTP status:"
_WRONG_PAYLOAD: Final = "badpt=-1"
_RESTART: Final = "restart=-1"
_KEEP_ALIVE: Final = "keep-alive packet for acc"
_HEAD: Final = 200


class LogTap:
    """Counts as lines pass; *take* gets each line as well. *clock* gives seconds."""

    def __init__(self, take: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._take, self._clock = take, clock
        self.wrong_payload = 0
        self.restarts = 0
        self.keep_alives: deque[float] = deque(maxlen=400)
        """When this computer kept its signalling path open."""

    def line(self, text: str) -> None:
        """Look at one line; may be called from any native thread."""
        head = text[:_HEAD]
        if _STATUS in head:
            self.wrong_payload += _WRONG_PAYLOAD in head
            self.restarts += _RESTART in head
        elif _KEEP_ALIVE in head:
            self.keep_alives.append(self._clock())
        else:
            self._take(text)
