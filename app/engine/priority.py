"""The engine's turn on a busy computer: packets of speech must leave every 20 ms, whatever else runs."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Final

NICE: Final = -10
"""Of Unix; granted to root and to whom the system allows it (RLIMIT_NICE). Windows grants "high" to everybody."""


SWITCH_S: Final = 0.0005
"""How soon a native thread that has something to log gets its turn from Python; usually ten times as long."""


def go_first() -> bool:
    """Raise our own priority, before any thread is started; whether the system granted it."""
    sys.setswitchinterval(SWITCH_S)
    with suppress(OSError, ImportError):
        if sys.platform == "win32":
            import psutil

            psutil.Process().nice(psutil.HIGH_PRIORITY_CLASS)
        else:
            os.setpriority(os.PRIO_PROCESS, 0, NICE)
        return True
    return False
