"""``via_canary``: write our outside address into Via; a server must copy it back (RFC 3261 section 8.2.6.2).

An ALG that undoes its own changes in replies takes it for its own work and gives our private address back, which the
server cannot know; science facts 2.2 B1 (b). Behind two routers the outer one knows the inner one's outside address
only, so each address by which we were seen is tried (science facts 2.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.names import Transport
from app.probes.alg.attempt import Attempt
from app.probes.alg.paths import Path
from app.probes.alg.requests import Builder
from app.probes.alg.stream_attempt import run_stream
from app.probes.alg.udp_attempt import SENDS_WHEN_KNOWN, run_udp

SIGNAL: Final = "via_canary"


@dataclass(slots=True)
class ViaCanaryExchange:
    """A request whose Via and Contact name another host, with the port that a port-preserving NAT gives our socket."""

    attempt: Attempt

    @classmethod
    def on(cls, path: Path, server: Endpoint, outside: str, asked: tuple[str, Builder]) -> ViaCanaryExchange:
        """Plan the request *asked* (method and builder) for *path*, whose server is already known."""
        method, build = asked
        return cls(Attempt(SIGNAL, path, method, with_host(build, outside), remote=server))

    def facts(self) -> Sequence[Fact]:
        """The exchange; the reply's top Via against the sent one tells."""
        return (self.attempt.fact(),)

    async def run(self) -> None:
        """Ask from a fresh port."""
        server = self.attempt.remote
        assert server is not None
        if self.attempt.path.transport == "udp":
            await run_udp(self.attempt, server, sends=SENDS_WHEN_KNOWN)
        else:
            await run_stream(self.attempt, server)


def with_host(build: Builder, host: str) -> Builder:
    """A builder that writes *host* in place of the socket's own address, and keeps the port."""

    def build_shown(local: Endpoint, transport: Transport) -> bytes:
        return build(Endpoint(host, local.port), transport)

    return build_shown
