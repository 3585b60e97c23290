"""The far end of a mail program: a server on loopback that takes every mail (RFC 5321) and delivers none."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress


class PostOffice:
    """Its port, and what was handed in."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, until it says goodbye."""
        with suppress(ConnectionError, asyncio.CancelledError), closing(writer):
            await self._serve(reader, writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 post office\r\n")
        while line := await reader.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                self.mails.append(await _dotted(reader))
            writer.write(_ANSWERS.get(verb, b"250 well\r\n"))
            await writer.drain()
            if verb == b"QUIT":
                return


_ANSWERS = {b"EHLO": b"250-post office\r\n250 8BITMIME\r\n", b"QUIT": b"221 goodbye\r\n"}


async def _dotted(reader: asyncio.StreamReader) -> bytes:
    """Lines up to a dot by itself; a dot that was doubled is one again (RFC 5321 section 4.5.2)."""
    lines = []
    while (line := await reader.readline()) not in (b".\r\n", b""):
        lines.append(line[1:] if line.startswith(b"..") else line)
    return b"".join(lines)


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Open on an ephemeral port of loopback, in a thread of its own."""
    office, loop = PostOffice(), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(office.serve, "127.0.0.1", 0))
    office.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield office
    finally:
        asyncio.run_coroutine_threadsafe(_close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _close(server: asyncio.Server) -> None:
    """Nobody in, and whoever stands at the counter out."""
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
