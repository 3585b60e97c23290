"""The engine's end of the JSON lines: two threads, so that the pipes work alike on every system and event loop, and
so that a driver that stops reading for a while never stalls a measurement."""

from __future__ import annotations

import asyncio
import os
import queue
import sys
import threading
from typing import Final

from app.driver.lines import CHUNK, LineSplitter, TooLong
from app.model.json import JsonValue
from app.model.wire import encode

PASSING: Final = frozenset({"level", "progress"})
"""Events that only paint a picture; they are left out while the driver is behind."""

_BEHIND: Final = 256 * 1024
_GONE: Final = 64 * 1024 * 1024


def take_standard_pipes() -> tuple[int, int]:
    """The descriptors of the protocol; afterwards whatever prints to standard output prints to standard error.

    Native libraries print to descriptor 1 whenever they like, and one such line would end the conversation.
    """
    commands, events = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdout = sys.stderr
    return commands, events


class Channel:
    """Lines in, as an asyncio queue that ends with ``None``; events out."""

    def __init__(self, commands: int, events: int) -> None:
        """Start reading *commands* and writing *events* (descriptors); call inside the running loop."""
        self.lines: asyncio.Queue[bytes | TooLong | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._commands = commands
        self._events = events
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._backlog = 0
        self._broken = False
        threading.Thread(target=self._read, name="commands", daemon=True).start()
        self._writer = threading.Thread(target=self._write, name="events", daemon=True)
        self._writer.start()

    def emit(self, name: str, **fields: JsonValue) -> None:
        """Send one event; returns at once."""
        if self._broken or (name in PASSING and self._backlog > _BEHIND):
            return
        line = encode("event", name, **fields)
        self._backlog += len(line)
        self._outgoing.put(line)
        if self._backlog > _GONE:
            self._hang_up()

    def close(self, patience_s: float = 2.0) -> None:
        """Send what is waiting, for *patience_s* at most."""
        self._outgoing.put(None)
        self._writer.join(patience_s)

    def _read(self) -> None:
        splitter = LineSplitter()
        while data := self._read_chunk():
            for line in splitter.feed(data):
                self._hand_over(line)
        self._hand_over(None)

    def _read_chunk(self) -> bytes:
        try:
            return os.read(self._commands, CHUNK)
        except OSError:
            return b""

    def _hand_over(self, line: bytes | TooLong | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self.lines.put_nowait, line)
        except RuntimeError:
            return  # the loop has ended

    def _write(self) -> None:
        while (line := self._outgoing.get()) is not None:
            try:
                self._write_all(line)
            except OSError:
                self._hang_up()
                return
            self._backlog -= len(line)

    def _write_all(self, line: bytes) -> None:
        view = memoryview(line)
        while view:
            view = view[os.write(self._events, view) :]

    def _hang_up(self) -> None:
        self._broken = True
        self._hand_over(None)
