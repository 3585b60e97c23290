"""Run a test line: the far end that checks call, for a provider's host or this computer. It ends with Ctrl+C."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.testline.server import TestLine


def add_arguments(parser: ArgumentParser) -> None:
    """Where to listen, and the settings file."""
    parser.add_argument("--listen", metavar="ADDRESS", help="the address to listen on (default: this computer only)")
    parser.add_argument("--config", metavar="FILE", help="settings: addresses, ports, accounts, numbers, limits (TOML)")


def run(arguments: Namespace) -> int:
    """Serve until told to stop; the first lines on standard output say where it listens."""
    from app.testline.main import configure, serve

    config = configure(arguments.listen, Path(arguments.config) if arguments.config else None)
    asyncio.run(serve(config, ready=_announce))
    return 0


def _announce(line: TestLine) -> None:
    from app.commands import speech
    from app.testline.main import places

    for place in places(line):
        speech.result(f"listening {place}")
    speech.flush()
