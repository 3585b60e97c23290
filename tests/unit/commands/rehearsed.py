"""The command line with the rehearsal engine in place of the real one; ``python -m tests.unit.commands.rehearsed``."""

from __future__ import annotations

import sys

from app.commands.entry import main
from app.driver import process
from tests.unit.engine.rehearsal import COMMAND, replace_judgement


def command(*_: str) -> list[str]:
    return COMMAND


if __name__ == "__main__":
    replace_judgement()
    setattr(process, "child_command", command)  # noqa: B010
    sys.exit(main(sys.argv[1:]))
