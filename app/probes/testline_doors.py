"""Where the test line listens: the port that an ALG would watch, and those that none watches."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.profile import Profile
from app.network.resolve import resolve
from app.probes.alg.paths import WATCHED_PORT


@dataclass(frozen=True, slots=True)
class TestLineDoors:
    """One address, and its signalling ports."""

    host: str
    watched: int
    others: tuple[int, ...]


async def find_doors(profile: Profile) -> TestLineDoors | None:
    """The doors of the test line in *profile*; ``None`` where there is none or its name cannot be resolved."""
    host, ports = profile.testline.host, profile.testline.ports
    known = await resolve(host, ports[0], "udp") if host and ports else None
    if known is None or not known.endpoints:
        return None
    watched = WATCHED_PORT if WATCHED_PORT in ports else ports[0]
    return TestLineDoors(known.endpoints[0].host, watched, tuple(port for port in ports if port != watched))
