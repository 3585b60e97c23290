"""What this computer's own firewall says of itself. Only reads, without rights; what is not told is ``"unknown"``."""

from __future__ import annotations

import asyncio
import contextlib
import sys

from app.model.facts import FirewallState

TOOL_S = 2.0


async def firewall_states() -> tuple[FirewallState, ...]:
    """One record for each firewall that tells anything. Never raises; in a thread, because tools are slow."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(3 * TOOL_S):
            return await asyncio.to_thread(_read, sys.executable)
    return ()


def _read(program: str) -> tuple[FirewallState, ...]:
    if sys.platform == "win32":
        from app.network.firewall.windows import read
    elif sys.platform == "darwin":
        from app.network.firewall.macos import read
    else:
        from app.network.firewall.linux import read
    try:
        return tuple(read(program))
    except (OSError, ValueError, LookupError):
        return ()
