"""Mapping, filtering and hairpin (RFC 5780 section 4.3 to 4.6), each round from fresh ports.

A filter that lets something through has been opened by nobody but us, so filtering is asked from a socket that has
spoken to one door only. Routers change their ways with load and with taken ports: three rounds, and rules decide.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from app.model.addresses import address_kind
from app.model.endpoint import Endpoint
from app.model.facts import Fact, NatTrial
from app.network.udp import UdpSocket, open_udp
from app.probes.nat.binding import Bound, ask, binding_fact
from app.protocols.stun import binding_request, is_stun

ROUNDS: Final = 3
FILTER_S: Final = 1.4
"""For an answer from another door, that a filter usually keeps away: three tries."""
HAIRPIN_S: Final = 0.8
HAIRPIN_TRIES: Final = 2


@dataclass(slots=True)
class MappingRound:
    """One socket asks the server's every door: the same outside port each time, or another?"""

    server: Endpoint
    _facts: list[Fact] = field(default_factory=list)

    def facts(self) -> Sequence[Fact]:
        """One Binding for each door."""
        return tuple(self._facts)

    async def run(self) -> None:
        """Ask the door that is known, and then those that it names."""
        async with await open_udp(towards=self.server) as sock:
            first = await self._ask(sock, self.server)
            other = first.answer.other if first.answer else None
            for door in doors(self.server, other):
                await self._ask(sock, door)

    async def _ask(self, sock: UdpSocket, door: Endpoint) -> Bound:
        bound = await ask(sock, door)
        self._facts.append(binding_fact(sock, door, bound))
        return bound


def doors(server: Endpoint, other: Endpoint | None) -> tuple[Endpoint, ...]:
    """Where else the mapping is looked at: the other address at the same port, and at its other one."""
    if other is None or other == server:
        return ()
    if other.host == server.host:
        return (other,)
    return (Endpoint(other.host, server.port), other)


@dataclass(slots=True)
class FilterRound:
    """Lets the server answer from another door; what gets in tells what the router lets in."""

    server: Endpoint
    number: int
    trial: Literal["filter_address", "filter_port"]
    _fact: NatTrial | None = None

    def facts(self) -> Sequence[Fact]:
        """The trial, once the usual door had answered: before that, silence would say nothing."""
        return () if self._fact is None else (self._fact,)

    async def run(self) -> None:
        """Open the way to the usual door, then ask for an answer from elsewhere."""
        async with await open_udp(towards=self.server) as sock:
            opened = await ask(sock, self.server)
            other = opened.answer.other if opened.answer else None
            if (
                opened.mapped is None
                or other is None
                or (self.trial == "filter_address" and not _two(self.server, other))
            ):
                return
            request = binding_request(change_ip=self.trial == "filter_address", change_port=True)
            bound = await ask(sock, self.server, request, give_up_s=FILTER_S)
            source = str(bound.source) if bound.source else None
            mapped = str(opened.mapped)
            self._fact = NatTrial(
                self.trial, self.number, str(self.server), str(sock.local), mapped, bound.outcome, source
            )


def _two(server: Endpoint, other: Endpoint) -> bool:
    return other.host != server.host


@dataclass(slots=True)
class HairpinRound:
    """Sends a packet to our own outside address, from a second socket (RFC 4787 section 6)."""

    server: Endpoint
    number: int
    _fact: NatTrial | None = None

    def facts(self) -> Sequence[Fact]:
        """The trial; nothing where nothing translates, and never on loopback."""
        return () if self._fact is None else (self._fact,)

    async def run(self) -> None:
        """Learn our outside address, speak to it, and listen."""
        if address_kind(self.server.host) == "loopback":
            return
        async with await open_udp(towards=self.server) as meant, await open_udp(towards=self.server) as sender:
            bound = await ask(meant, self.server)
            if bound.mapped is None or bound.mapped.host == meant.local.host:
                return
            await ask(sender, self.server)  # so that the sender has an outside address of its own
            source = await self._through(sender, meant, bound.mapped)
            self._fact = NatTrial(
                "hairpin",
                self.number,
                str(self.server),
                str(sender.local),
                str(bound.mapped),
                "silent" if source is None else "answered",
                None if source is None else str(source),
            )

    async def _through(self, sender: UdpSocket, meant: UdpSocket, target: Endpoint) -> Endpoint | None:
        data = binding_request()
        clock = asyncio.get_running_loop().time
        for _ in range(HAIRPIN_TRIES):
            if sender.send(data, target):
                return None
            until = clock() + HAIRPIN_S / HAIRPIN_TRIES
            while (left := until - clock()) > 0:
                got = await meant.receive(left)
                if got is not None and is_stun(got.data) and got.data == data:
                    return got.source
        return None
