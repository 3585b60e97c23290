"""``python -m app``: the command line, and through it everything else."""

from __future__ import annotations

import sys

from app.commands.entry import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
