"""``received_private``: no public server knows our private address, unless a box on the way wrote it into the reply.

RFC 3261 section 18.2.1 and RFC 3581 section 4 make the server write the address it saw into the top Via. A router whose
ALG undoes its own changes in replies turns that into our own private address. Every control asks the same, where no
ALG is expected: another port, another transport, or STUN from the same interface.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.profile import Profile
from app.network.resolve import Resolution, resolve
from app.probes.alg.attempt import Attempt
from app.probes.alg.paths import Path, sip_paths
from app.probes.alg.requests import requests_for
from app.probes.alg.side_by_side import Measurement
from app.probes.alg.stream_attempt import run_stream
from app.probes.alg.udp_attempt import run_udp
from app.probes.stun_binding import StunMeasurement

SIGNAL: Final = "received_private"


@dataclass(slots=True)
class Exchange:
    """One request on one path. ``resolution`` is given where several exchanges share the server's name."""

    attempt: Attempt
    resolution: Resolution | None = None
    _lookups: list[Fact] = field(default_factory=list)
    requests: int = field(default=1, init=False)

    def facts(self) -> Sequence[Fact]:
        """The lookup that only this exchange needed, and the exchange."""
        return (*self._lookups, self.attempt.fact())

    async def run(self) -> None:
        """Find the server, ask, and listen."""
        path = self.attempt.path
        found = self.resolution
        if found is None:
            found = await resolve(path.host, path.port, path.transport)
            self._lookups.extend(found.lookups)
        if not found.endpoints:
            self.attempt.fail(found.outcome)
            return
        first = found.endpoints[0]
        self.attempt.remote = Endpoint(first.host, path.port or first.port)
        await (run_udp if path.transport == "udp" else run_stream)(self.attempt, self.attempt.remote)


def measurements(profile: Profile, server: Resolution) -> tuple[Measurement, ...]:
    """Everything to ask side by side. *server* is the account's own server, already looked up."""
    host = profile.account.server_host
    found: list[Measurement] = []
    for path in sip_paths(profile):
        for method, build in requests_for(profile.account):
            known = server if path.host == host else None
            found.append(Exchange(Attempt(SIGNAL, path, method, build), known))
    found += [StunMeasurement(stun) for stun in profile.stun]
    return tuple(found)


def suspected_path(profile: Profile) -> Path:
    """The way in that the account uses, or the plain one beside it when it uses TLS."""
    return next(path for path in sip_paths(profile) if path.role == "suspected")
