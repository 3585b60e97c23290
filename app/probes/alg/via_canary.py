"""``via_canary``: write our outside address into Via; a server must copy it back (RFC 3261 section 8.2.6.2).

An ALG that undoes its own changes in replies takes it for its own work and gives our private address back, which the
server cannot know; science facts 2.2 B1 (b). Some engines look at calls only, so a call is begun and ended too. Behind
two routers the outer one knows the inner one's outside address only, so each address by which we were seen is tried
(science facts 2.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from app.model.addresses import address_kind
from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.names import Transport
from app.network.tcp import NotConnected
from app.probes.alg.attempt import Attempt
from app.probes.alg.brief_call import ask_or_call
from app.probes.alg.channel import open_channel
from app.probes.alg.paths import Path
from app.probes.alg.requests import Builder
from app.probes.alg.udp_attempt import SENDS_WHEN_KNOWN
from app.protocols.sip import parse_message

SIGNAL: Final = "via_canary"
DECOY: Final = "via_decoy"
NOBODY: Final = {4: "192.0.2.66", 6: "2001:db8:ffff::66"}
"""Addresses kept for documentation (RFC 5737, RFC 3849): a device takes them for nobody's, and gives them back. Whoever
puts an inside address of ours in their place does so to any Via, and is no device that undoes its own work."""
PLAIN: Final = "received_private"
"""The signal of a question that carries no canary."""
Asked = tuple[str, Builder]
"""Method and builder of a request."""


@dataclass(slots=True)
class ViaCanaryExchange:
    """A request whose Via and Contact name another host, with the port that a port-preserving NAT gives our socket."""

    attempt: Attempt
    requests: int = field(default=1, init=False)

    @classmethod
    def on(cls, path: Path, server: Endpoint, outside: str, asked: Asked) -> ViaCanaryExchange:
        """Plan the request *asked* for *path*, whose server is already known."""
        method, build = asked
        return cls(Attempt(SIGNAL, path, method, with_host(build, outside), remote=server))

    @classmethod
    def decoy(cls, path: Path, server: Endpoint, asked: Asked) -> ViaCanaryExchange:
        """The same with an address that is nobody's: the control of what a server makes of any Via."""
        method, build = asked
        nobody = NOBODY[6 if ":" in server.host else 4]
        return cls(Attempt(DECOY, path, method, with_host(build, nobody), remote=server))

    def facts(self) -> Sequence[Fact]:
        """The exchange; the reply's top Via against the sent one tells."""
        return (self.attempt.fact(),)

    async def run(self) -> None:
        """Ask from a fresh port."""
        server, transport = self.attempt.remote, self.attempt.path.transport
        assert server is not None
        try:
            async with open_channel(transport, server, sends=SENDS_WHEN_KNOWN) as flow:
                await ask_or_call(flow, self.attempt, server)
        except NotConnected as problem:
            self.attempt.fail(problem.outcome)


@dataclass(slots=True)
class LearnedCanary:
    """Where the router chooses other ports: a plain question tells our place outside, and others on its flow carry it.

    An engine that looks at some methods only lets the plain one through as it is. One that looks at all of them hides
    the place, and shows itself by that.
    """

    plain: Attempt
    canaries: Sequence[Attempt]

    @classmethod
    def on(cls, path: Path, server: Endpoint, plain: Asked, asked: Sequence[Asked]) -> LearnedCanary:
        """Plan it for *path*: first *plain*, then every request of *asked* with what that told."""
        canaries = tuple(Attempt(SIGNAL, path, method, build, remote=server) for method, build in asked)
        return cls(Attempt(PLAIN, path, *plain, remote=server), canaries)

    @property
    def requests(self) -> int:
        """The plain one and those with the canary."""
        return 1 + len(self.canaries)

    def facts(self) -> Sequence[Fact]:
        """The plain exchange, and those with the canary that were sent."""
        return tuple(one.fact() for one in (self.plain, *self.canaries) if one.attempts)

    async def run(self) -> None:
        """Ask in turn from one fresh port."""
        server = self.plain.remote
        assert server is not None
        with suppress(NotConnected):
            async with open_channel(self.plain.path.transport, server, sends=SENDS_WHEN_KNOWN) as flow:
                await flow.ask(self.plain, server)
                place = _told_place(self.plain)
                if place is None:
                    return
                for canary in self.canaries:
                    canary.build = with_place(canary.build, place)
                    await ask_or_call(flow, canary, server)


def _told_place(plain: Attempt) -> Endpoint | None:
    """Where the server says that it sees us, when that is another place than our own."""
    via = plain.final.top_via if plain.final else None
    own, server = parse_message(plain.sent).top_via, plain.remote
    if via is None or own is None or server is None or not via.received or not via.rport:
        return None
    return Endpoint(via.received, via.rport) if is_outside(via.received, own.host, server) else None


def is_outside(seen: str, own: str, server: Endpoint) -> bool:
    """Whether *seen* can be an address of ours at all: a literal of the kind that leads to *server*, whatever it says.

    A server may write anything where it says whom it sees.
    """
    return seen not in (own, server.host) and address_kind(seen) != "name" and (":" in seen) == (":" in server.host)


def with_host(build: Builder, host: str) -> Builder:
    """A builder that writes *host* in place of the socket's own address, and keeps the port."""

    def build_shown(local: Endpoint, transport: Transport) -> bytes:
        return build(Endpoint(host, local.port), transport)

    return build_shown


def with_place(build: Builder, shown: Endpoint) -> Builder:
    """A builder that writes *shown* in place of the socket's own address and port."""

    def build_shown(local: Endpoint, transport: Transport) -> bytes:
        return build(shown, transport)

    return build_shown
