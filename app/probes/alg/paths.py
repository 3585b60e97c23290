"""The ways a request can take to the provider, and which of them an ALG is expected to watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Role
from app.model.names import Transport
from app.model.profile import Account, Profile

WATCHED_PORT: Final = 5060
"""Where ALGs look by default, on UDP and mostly on TCP."""


@dataclass(frozen=True, slots=True)
class Path:
    """One way to a SIP server; ``host`` may still be a name, and port 0 leaves the port to DNS."""

    role: Role
    transport: Transport
    host: str
    port: int

    @property
    def name(self) -> str:
        """As facts name it, such as ``"udp:5060"``."""
        return f"{self.transport}:{self.port or WATCHED_PORT}"


def sip_paths(profile: Profile) -> tuple[Path, ...]:
    """The suspected paths first, then every control that the profile gives; each only once."""
    account = profile.account
    host = account.server_host
    found = [*_suspected(account), *_same_port(account)]
    found += [Path("control", other.transport, other.host or host, other.port) for other in profile.alternatives]
    found += [Path("control", "udp", profile.testline.host, port) for port in profile.testline.ports]
    unique: dict[tuple[Transport, str, int], Path] = {}
    for path in found:
        unique.setdefault((path.transport, path.host, path.port), path)
    return tuple(unique.values())


def _suspected(account: Account) -> list[Path]:
    """The account's own way in; under TLS no router can read along, so the plain port is looked at instead."""
    if account.transport == "tls":
        return [Path("suspected", "udp", account.server_host, WATCHED_PORT)]
    return [Path("suspected", account.transport, account.server_host, _asked_port(account))]


def _same_port(account: Account) -> list[Path]:
    """The account's port by the other plain transport; with TLS, the TLS port itself."""
    host = account.server_host
    if account.transport == "tls":
        return [Path("control", "tls", host, account.server_port)]
    other: Transport = "tcp" if account.transport == "udp" else "udp"
    return [Path("control", other, host, _asked_port(account))]


def _asked_port(account: Account) -> int:
    """The port that somebody wrote down, or 0: then DNS may name another (RFC 3263)."""
    return Endpoint.parse(account.proxy or account.domain).port or account.port
