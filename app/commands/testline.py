"""Run the far end that calls are tested against, until Ctrl+C."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import speech

if TYPE_CHECKING:
    from app.testline.server import TestLine


def add_arguments(parser: ArgumentParser) -> None:
    """Where to listen, and the settings file."""
    parser.add_argument("--listen", metavar="ADDRESS", help="the address to listen on; without it this computer only")
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="settings in TOML: ports, accounts, numbers, limits"
    )


def run(arguments: Namespace) -> int:
    """Serve; returns when it is told to stop."""
    import asyncio

    from app.testline.main import configure, serve

    asyncio.run(serve(configure(arguments.listen, arguments.config), ready=_tell))
    return 0


def _tell(line: TestLine) -> None:
    from dataclasses import astuple

    from app.testline.main import places
    from app.words import text

    numbers = [number for number in astuple(line.config.numbers) if number]
    speech.result(text("testline", "ready", "text", places=", ".join(places(line))))
    speech.result(text("testline", "numbers", "text", numbers=", ".join(numbers)))
    sys.stdout.flush()
