"""``python -m app``: the command line, and through it everything else."""

from __future__ import annotations

import sys

from app.commands.entry import main
from app.commands.no_dump import leave_no_dump

if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # the packaged program is also its own helper processes
        from multiprocessing import freeze_support

        freeze_support()
    leave_no_dump()
    sys.exit(main(sys.argv[1:]))
