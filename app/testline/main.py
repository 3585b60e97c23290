"""``callmend testline``: a test line on its own, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.model.errors import UserError
from app.testline.config import BUILT_IN_ACCOUNTS, TestLineConfig
from app.testline.config_file import PUBLISHED, config_from_data, read_config
from app.testline.server import TestLine


def configure(listen: str | None, file: Path | None) -> TestLineConfig:
    """Settings from a file, if any, with the address of the command line on top.

    Raises :class:`UserError`. The built-in accounts, whose passwords everybody knows, are for this computer only:
    another address needs a file with ``[accounts]``.
    """
    config = read_config(file) if file is not None else PUBLISHED
    if listen is not None:
        config = replace(config, listen=config_from_data({"listen": listen}).listen)
    elif file is None:
        config = replace(config, listen="127.0.0.1")
    if config.accounts == dict(BUILT_IN_ACCOUNTS) and not config.listen.startswith("127.") and config.listen != "::1":
        raise UserError("testline_accounts", address=config.listen)
    return config


def places(line: TestLine) -> tuple[str, ...]:
    """Where *line* listens, such as ``"udp 192.0.2.10:5060"``."""
    stun = [f"stun {line.stun}"] if line.stun else []
    streams = (*(f"tcp {place}" for place in line.tcp), *(f"tls {place}" for place in line.tls))
    return (*(f"udp {place}" for place in line.udp), *streams, *stun)


async def serve(
    config: TestLineConfig, *, ready: Callable[[TestLine], None], stop: asyncio.Event | None = None
) -> None:
    """Run a test line; tell *ready* once it listens; return when *stop* is set or the system asks us to end.

    Raises :class:`UserError` ``port_taken``.
    """
    stop = stop or asyncio.Event()
    _stop_on_signals(stop)
    async with TestLine(config) as line:
        ready(line)
        await stop.wait()


def _stop_on_signals(stop: asyncio.Event) -> None:
    if sys.platform == "win32":
        return  # Ctrl+C cancels the main task there
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
