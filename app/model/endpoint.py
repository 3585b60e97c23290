"""A transport address: host and port."""

from __future__ import annotations

from typing import NamedTuple


class Endpoint(NamedTuple):
    """An address literal (no brackets) or host name with a port, as sockets take it."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: str, default_port: int = 0) -> Endpoint:
        """Read ``host``, ``host:port`` or ``[v6]:port``; raises ``ValueError`` when the port is no number."""
        if text.startswith("["):
            host, _, rest = text[1:].partition("]")
            return cls(host, int(rest[1:]) if rest.startswith(":") else default_port)
        if text.count(":") > 1:
            return cls(text, default_port)
        host, colon, port = text.partition(":")
        return cls(host, int(port) if colon else default_port)
