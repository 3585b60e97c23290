"""Cutting a byte stream into SIP messages (RFC 3261 section 18.3) and keep-alives (RFC 5626 section 4.4.1)."""

from __future__ import annotations

import re
from typing import Final

from app.protocols.sip import MAX_HEAD, parse_message

MAX_MESSAGE: Final = 2 * MAX_HEAD
"""Bytes. A stream that asks for more is given up."""
PING: Final = b"\r\n\r\n"
PONG: Final = b"\r\n"

_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")


class StreamFramer:
    """Collects bytes of one connection and gives whole messages. ``broken`` once the stream cannot be followed."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._size: int | None = None
        self.broken = False

    def feed(self, data: bytes) -> list[bytes]:
        """Messages completed by *data*; a keep-alive is the message :data:`PING`."""
        messages: list[bytes] = []
        self._pending += data
        while not self.broken:
            message = self._next()
            if message is None:
                break
            messages.append(message)
        return messages

    def _next(self) -> bytes | None:
        if self._size is None:
            if self._pending.startswith(PING):
                return self._take(len(PING))
            self._drop_blank_lines()
            self._size = self._size_of_first()
        if self._size is None or self._size > len(self._pending):
            return None
        size, self._size = self._size, None
        return self._take(size)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._pending[:size])
        del self._pending[:size]
        return taken

    def _drop_blank_lines(self) -> None:
        text = self._pending.lstrip(b"\r\n")
        if text or len(self._pending) >= len(PING):  # fewer line ends alone may be the start of a keep-alive
            self._pending = text

    def _size_of_first(self) -> int | None:
        """Bytes of the first message; ``None`` while its head is incomplete or once the stream is broken."""
        found = _END_OF_HEAD.search(self._pending)
        if found is None or not found.start():
            self.broken = len(self._pending) > MAX_HEAD
            return None
        head = parse_message(bytes(self._pending[: found.end()]))
        stated = head.get("content-length")
        length = 0 if stated is None else int(stated) if re.fullmatch("[0-9]{1,7}", stated) else MAX_MESSAGE
        self.broken = found.end() + length > MAX_MESSAGE or not (head.is_request or head.is_response)
        return None if self.broken else found.end() + length
