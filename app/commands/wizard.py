"""Finds out why phone calls go wrong. Without a command, a window opens and leads through it."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from app.commands.parsing import parser_for
from app.commands.table import listed
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.version import NAME, VERSION

FIRST_SCENARIO = "linux-alg"


def run_from(arguments: list[str]) -> int:
    """The window, or what the options before any command ask for."""
    return open_window(_parse(arguments).practice)


def _parse(arguments: list[str]) -> Namespace:
    width = max(map(len, listed()))
    rows = "\n".join(f"  {name:<{width}}  {summary}" for name, summary in listed().items())
    parser = parser_for("", __doc__ or "")
    parser.usage = "callmend [--practice [SCENARIO]] | callmend PROFILE.callmend | callmend COMMAND ..."
    parser.epilog = f"commands:\n{rows}\n\ncallmend COMMAND --help explains one of them."
    parser.add_argument(
        "--practice",
        nargs="?",
        const=FIRST_SCENARIO,
        metavar="SCENARIO",
        help=f"practise with a simulated router and a built-in test line (default: {FIRST_SCENARIO})",
    )
    parser.add_argument(
        "--language", metavar="CODE", help="en, es, de, fr, pt-BR, nl, it, pl or ar; also before or after any command"
    )
    parser.add_argument("--version", action="version", version=f"{NAME} {VERSION}")
    return parser.parse_args(arguments)


def open_window(practice: str | None = None, profile_path: str | None = None) -> int:
    """The window, on the practice scenario or with the profile file, if one is given; returns the exit code.

    A profile that cannot be used is told in the window: who double-clicked it has no other place to read.
    """
    if sys.platform.startswith("linux") and not _has_display():
        raise UserError("no_display", exit_code=NOT_TESTED_EXIT)
    if practice is not None and practice != FIRST_SCENARIO:
        from app.practice.scenarios import scenario

        scenario(practice)
    from app.commands.language import asked_for
    from app.ui.main import run

    return run(practice=practice, profile_path=profile_path, language=asked_for())


def _has_display() -> bool:
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
