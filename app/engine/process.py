"""The engine as a process: ``python -m app engine``. Commands on standard input, events on standard output."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

from app.engine.channel import Channel, take_standard_pipes
from app.engine.priority import go_first
from app.engine.runner import Catalogue
from app.engine.server import Server


def main(catalogue: Catalogue | None = None) -> NoReturn:
    """Serve one driver until it is done or gone; *catalogue* replaces the usual one, for tests."""
    commands, events = take_standard_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the driver's to answer
    go_first()
    if sys.stderr is not None:
        faulthandler.enable(sys.stderr)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_serve(commands, events, catalogue))
    # Everything is saved and told. What is left is a probe that would not be stopped or a native library's threads,
    # and neither may keep the process alive or make its end look like a crash.
    os._exit(0)


async def _serve(commands: int, events: int, catalogue: Catalogue | None) -> None:
    loop = asyncio.get_running_loop()
    channel = Channel(commands, events)
    server = Server(channel.emit, catalogue)
    loop.set_exception_handler(lambda _, context: server.note_bug(_error_of(context)))
    with suppress(NotImplementedError):  # Windows has no such signal for a running loop
        loop.add_signal_handler(signal.SIGTERM, channel.lines.put_nowait, None)
    await server.serve(channel.lines)
    channel.close()


def _error_of(context: dict[str, Any]) -> BaseException:
    error = context.get("exception")
    return error if isinstance(error, BaseException) else RuntimeError(str(context.get("message", "")))
