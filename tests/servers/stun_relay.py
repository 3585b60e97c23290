"""coturn of the distribution as a STUN server with two addresses, so that it answers the whole of RFC 5780."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.servers.running import standing

MISSING: Final = None if shutil.which("turnserver") else "coturn is not installed"


@contextmanager
def coturn(folder: Path, hosts: tuple[str, str], namespace: str) -> Iterator[None]:
    """Serve both *hosts* on ports 3478 and 3479 in *namespace*."""
    command = [
        "turnserver", "-n", "--no-tls", "--no-dtls", "--no-cli", "--no-tcp", "--no-tcp-relay", "--log-file=stdout",
        *(f"--listening-ip={host}" for host in hosts), f"--relay-ip={hosts[0]}",
        f"--pidfile={folder / 'turnserver.pid'}", f"--userdb={folder / 'turndb'}", "--no-auth",
    ]  # fmt: skip
    with standing(folder / "turnserver.log", command, namespace):
        yield
