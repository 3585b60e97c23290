"""Accepting TCP connections on asyncio: one task a connection, a bounded number of them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from app.model.endpoint import Endpoint
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.network.tcp import READ_SIZE, TcpStream

if TYPE_CHECKING:
    import ssl

Serve = Callable[[TcpStream], Awaitable[None]]


class TcpListener:
    """A listening socket; ``local`` is where it listens."""

    def __init__(self, server: asyncio.Server, tasks: set[asyncio.Task[None]]) -> None:
        self._server = server
        self._tasks = tasks
        self.local = Endpoint(*server.sockets[0].getsockname()[:2])

    async def close(self) -> None:
        """Stop listening and end every connection."""
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def listen_tcp(
    bind: Endpoint, serve: Serve, *, most: int = 200, tls: ssl.SSLContext | None = None
) -> TcpListener:
    """Listen on *bind* and run *serve* for each connection, which is closed when it returns; under TLS with *tls*.

    Connections beyond *most* are closed at once. Raises :class:`UserError` ``port_taken`` when the system refuses the
    address or port.
    """
    tasks: set[asyncio.Task[None]] = set()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(tasks) >= most or writer.get_extra_info("peername") is None:
            writer.close()
            return
        task = asyncio.get_running_loop().create_task(_serve(TcpStream(reader, writer), serve))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    try:
        server = await asyncio.start_server(accepted, bind.host, bind.port, limit=READ_SIZE, ssl=tls)
    except OSError as error:
        problem = os.strerror(error.errno) if error.errno else str(error)
        raise UserError("port_taken", exit_code=NOT_TESTED_EXIT, address=str(bind), problem=problem) from None
    return TcpListener(server, tasks)


async def _serve(stream: TcpStream, serve: Serve) -> None:
    async with stream:
        await serve(stream)
