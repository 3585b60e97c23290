"""Asks Windows to let this program through its firewall: old rules for it away, one that allows it in.

Windows asks the person itself (User Account Control); without a yes nothing changes. A rule that blocks beats any
that allows, so the old ones have to go first.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any, Final

from app.version import NAME

_SHOWN: Final = 0
_STARTED: Final = 32
"""ShellExecute answers with more than this when it could start."""


def can_ask() -> bool:
    """Whether this system can be asked by a program."""
    return sys.platform == "win32"


def command(program: Path) -> str:
    """What runs with the person's leave. ``netsh`` is on every Windows; a quote cannot be part of a path there."""
    where = f'program="{program}"'
    away = f"netsh advfirewall firewall delete rule name=all {where}"
    allow = f'netsh advfirewall firewall add rule name="{NAME}" dir=in action=allow {where} enable=yes profile=any'
    return f'/c "{away} & {allow}"'


def ask(program: Path | None = None) -> bool:
    """Let Windows ask; ``False`` when it could not even be started, or the person said no."""
    if not can_ask():
        return False
    shell: Any = ctypes.windll.shell32  # type: ignore[attr-defined]
    arguments = command(program or Path(sys.executable))
    return int(shell.ShellExecuteW(None, "runas", "cmd.exe", arguments, None, _SHOWN)) > _STARTED
