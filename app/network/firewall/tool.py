"""Runs a system tool that only reads, for a bounded time."""

from __future__ import annotations

import subprocess

from app.network.firewall import TOOL_S


def said(*command: str) -> str | None:
    """What *command* printed; ``None`` when it is not there, failed, or took too long."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TOOL_S, check=False, errors="replace")
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout[:200_000] if done.returncode == 0 else None
