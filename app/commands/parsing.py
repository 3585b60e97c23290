"""Command-line arguments whose mistakes are one clear line, as everywhere else."""

from __future__ import annotations

import argparse
from typing import NoReturn

from app.model.errors import UserError

PROGRAM = "callmend"


class Parser(argparse.ArgumentParser):
    """Raises :class:`UserError` where argparse would print its usage and exit."""

    def error(self, message: str) -> NoReturn:
        """Wrong usage."""
        raise UserError("usage", problem=message, command=self.prog)


def parser_for(command: str, description: str) -> Parser:
    """The parser of a sub-command, without its arguments."""
    return Parser(
        prog=f"{PROGRAM} {command}".strip(),
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
