"""The engine's turn on a busy computer: packets of speech must leave every 20 ms, whatever else runs."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Final

NICE: Final = -10
"""Of Unix; granted to root and to whom the system allows it (RLIMIT_NICE). Windows grants "high" to everybody."""


def go_first() -> bool:
    """Raise our own priority, before any thread is started; whether the system granted it."""
    with suppress(OSError, ImportError):
        if sys.platform == "win32":
            import psutil

            psutil.Process().nice(psutil.HIGH_PRIORITY_CLASS)
        else:
            os.setpriority(os.PRIO_PROCESS, 0, NICE)
        return True
    return False
