"""A simulated router on loopback: translates, rewrites and drops as a scenario says, and shows the far end its view.

All sockets are on 127.0.0.1, because some systems have no other loopback address; the router's outside address exists
in text only: in what the far end writes into ``received``, ``rport`` and STUN answers.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Final, Literal

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.facts import Direction
from app.practice.behaviour import OUTSIDE, PacketKind, RouterBehaviour, Translation
from app.practice.forwarding import Mapped, Passage, TcpForwarder, Treat, UdpForwarder, open_pair
from app.practice.line import Line, TwoLines
from app.practice.manners import behave
from app.practice.media_way import MediaWay, Stalls
from app.practice.remembering import Mappings
from app.practice.shaping import Gate, Memory, PortMemory, is_keep_alive, media_kind, signalling_kinds
from app.practice.translating import Chain
from app.protocols.sip import parse_message
from app.protocols.sip_build import build_response

__all__ = ["OUTSIDE", "SimulatedRouter"]
FIRST_PORT: Final = 1024
PORT_TRIES: Final = 20
MOST_MEDIA: Final = 64
"""Ways for the sound of calls; a full check opens some forty one after the other, and a sitting may hold many."""
_MEDIA_PORT: Final = re.compile(rb"(?m)^m=audio (\d{1,5})[ /]")


class SimulatedRouter:
    """Opens ways through itself; it is also the far end's ``AddressView``. *manners* are the far end's own doings.

    ``sent`` counts the signalling packets that left for the far end, by transport.
    """

    def __init__(self, behaviour: RouterBehaviour, manners: Sequence[str] = (), pace: float = 1.0) -> None:
        self._behaviour, self._manners, self._pace = behaviour, tuple(manners), pace
        self._gate = Gate(behaviour.drops)
        self.home = Line(behaviour.home)
        self._line = TwoLines(self.home, Line(behaviour.line))
        self._translated: dict[Endpoint, Endpoint] = {}
        self._inside_of: dict[Endpoint, Endpoint] = {}
        self._outside_at: dict[tuple[Endpoint, Endpoint], Endpoint] = {}
        """From a far end's socket and an outside address to the socket on loopback that has it."""
        self._ways: dict[Endpoint, UdpForwarder] = {}
        self._forwarders: list[UdpForwarder | TcpForwarder] = []
        self._media: dict[Endpoint, tuple[UdpForwarder, UdpForwarder]] = {}
        self._watched_media: set[int] = set()
        self._leaving: set[asyncio.Future[None]] = set()
        self._sound_ports: dict[bytes, Endpoint] = {}
        self._stalls: list[Stalls] = []
        self._signalling: list[_Way] = []
        self.sent: Counter[str] = Counter()

    @property
    def translations(self) -> tuple[Translation, ...]:
        """The boxes on the way, the nearest first; none when all goes through a tunnel."""
        return () if self._behaviour.tunnel else self._behaviour.translations

    def become(self, behaviour: RouterBehaviour) -> None:
        """Go on as another router, on the same ports; connections that stand are cut unless it keeps them.

        What the line does to packets stays as it was.
        """
        self._behaviour = behaviour
        self._gate = Gate(behaviour.drops)
        for way in self._signalling:
            way.become()

    def seen(self, source: Endpoint) -> Endpoint:
        """The outside address of the flow that reaches the far end from *source*."""
        return self._translated.get(source, source)

    def announced(self, local: Endpoint) -> Endpoint:
        """Where the inside can reach the far end's socket *local*; opens a way for sound when there is none yet."""
        known = self._inside_of.get(local)
        if known is None:
            known = self._open_media(local)
        return known

    def at_port(self, source: Endpoint, port: int, local: Endpoint) -> Endpoint | None:
        """The flow towards *local* that has that port outside; none when nothing inside has spoken from it."""
        return self._outside_at.get((local, Endpoint(self.seen(source).host, port)))

    def note_flow(self, outside: Endpoint, seen: Endpoint, server: Endpoint) -> None:
        """A new flow towards *server*, which the far end sees as *seen*."""
        self._translated[outside] = seen
        self._outside_at[server, seen] = outside

    async def open_paths(self, server_udp: Endpoint, server_tcp: Endpoint | None, *, watched: bool) -> Endpoint:
        """A way in for SIP: the same port for UDP and, where the server has it, TCP. Raises :class:`UserError`."""
        for attempt in range(PORT_TRIES):
            way = _Way(self, watched, server_udp, self._mappings(watched=watched))
            self._signalling.append(way)
            restless = self._behaviour.new_port_each_message
            udp = self._udp(server_udp, partial(way.treat, "udp"), way.mapped, restless=restless)
            way.open(udp.local)
            if server_tcp is None:
                break
            tcp = TcpForwarder(server_tcp, partial(way.treat, "tcp"), way.mapped, self._line)
            try:
                await tcp.listen(udp.local.port)
            except UserError:
                await udp.close()
                self._forwarders.remove(udp)
                if attempt == PORT_TRIES - 1:
                    raise
            else:
                self._forwarders.append(tcp)
                break
        self._inside_of.setdefault(server_udp, udp.local)
        if server_tcp is not None:
            self._inside_of.setdefault(server_tcp, udp.local)
        return udp.local

    async def open_tls(self, server: Endpoint) -> Endpoint:
        """A way in for SIP over TLS: the router sees that bytes pass, and no more."""

        def treat(data: bytes, direction: Direction, inside: Endpoint) -> Passage | None:
            return Passage(data, inside) if self._gate.passes("tls", direction, False, inside) else None

        way = TcpForwarder(server, treat, self._mapped_plainly(server), self._line, whole_messages=False)
        local = await way.listen()
        self._forwarders.append(way)
        self._inside_of.setdefault(server, local)
        return local

    def open_plain(self, server: Endpoint) -> Endpoint:
        """A way to what no ALG looks at: the far end's STUN server, or where its knocks come from."""
        mappings = self._mappings(watched=False)

        def treat(data: bytes, direction: Direction, inside: Endpoint) -> Passage | None:
            kind = media_kind(data)  # knows STUN too
            passes = self._gate.passes(kind, direction, False, inside) and mappings.passes(direction, inside)
            return Passage(data, inside) if passes else None

        way = self._udp(server, treat, self._mapped_plainly(server))
        self._inside_of[server] = way.local
        return way.local

    def _mappings(self, *, watched: bool) -> Mappings:
        clock = asyncio.get_running_loop().time
        return Mappings(self._behaviour.lifetimes, clock, pace=self._pace, watched=watched)

    def _let_in(self, source: Endpoint, inside: Endpoint) -> UdpForwarder | None:
        """The way by which *source*, whom a flow of *inside* has not spoken to, comes in."""
        expected = any(inside in way.opened for way in self._signalling)
        return self._ways.get(source) if expected or self._behaviour.lets_in != "same_port" else None

    async def close(self) -> None:
        """Release every port."""
        self._line.close()
        await asyncio.gather(*self._leaving, return_exceptions=True)
        for forwarder in (*self._forwarders, *(one for pair in self._media.values() for one in pair)):
            with suppress(OSError):
                await forwarder.close()

    def _fits(self, data: bytes, direction: Direction, inside: Endpoint) -> bool:
        """Whether a datagram is small enough, and its sound port nobody else's."""
        rules = self._behaviour
        if direction == "inbound":
            return rules.largest_datagram is None or len(data) <= rules.largest_datagram
        ports = _MEDIA_PORT.findall(data) if rules.one_phone_per_sound_port else ()
        return all(self._sound_ports.setdefault(port, inside) == inside for port in ports)

    def _udp(self, server: Endpoint, treat: Treat, mapped: Mapped, *, restless: bool = False) -> UdpForwarder:
        forwarder = UdpForwarder(server, treat, mapped, self._line, stranger=self._let_in, restless=restless)
        self._forwarders.append(forwarder)
        self._ways[server] = forwarder
        return forwarder

    def _mapped_plainly(self, server: Endpoint) -> Mapped:
        chain = Chain(self.translations, server, watched=False)

        def mapped(outside: Endpoint, inside: Endpoint) -> None:
            self.note_flow(outside, chain.outside_of(inside), server)

        return mapped

    def _open_media(self, local: Endpoint) -> Endpoint:
        if len(self._media) >= MOST_MEDIA:
            self._forget_oldest_media()
        clock = asyncio.get_running_loop().time
        rules = [rule for rule in self._behaviour.stalls if not rule.calls or len(self._media) < rule.calls]
        stalls = Stalls(rules, clock)
        self._stalls.append(stalls)
        way = MediaWay(
            self._gate,
            Memory(self._behaviour.forgets_after_s, clock),
            stalls,
            self._behaviour.media,
            lambda: pair[0].local.port in self._watched_media,
        )
        mapped = self._mapped_plainly(local)
        pair = open_pair(local, way.treat, mapped, self._line)
        if self._behaviour.sound_from_other_port:
            other = UdpForwarder(local, way.treat, mapped, self._line)
            pair[0].speaks_through = other
            self._forwarders.append(other)
        self._media[local] = pair
        self._inside_of[local] = pair[0].local
        return pair[0].local

    def _forget_oldest_media(self) -> None:
        """Nobody says when a call is over; the first of so many is."""
        local = next(iter(self._media))
        del self._inside_of[local]
        for forwarder in self._media.pop(local):
            task = asyncio.ensure_future(forwarder.close())
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)


class _Way:
    """One way in for SIP through the boxes of a router."""

    def __init__(self, router: SimulatedRouter, watched: bool, server: Endpoint, mappings: Mappings) -> None:
        self._router, self._watched, self._server, self._mappings = router, watched, server, mappings
        self._chain = self._old = Chain((), Endpoint("", 0), watched)
        self._kept: frozenset[Endpoint] = frozenset()
        self._local = Endpoint("", 0)
        self._moves = 0
        self._phones: list[Endpoint] = []
        self._memory = PortMemory(router._behaviour.forgets_ports_after_s, asyncio.get_running_loop().time)

    def open(self, local: Endpoint) -> None:
        """Know where the inside reaches the server."""
        self._local = local
        self._chain = Chain(self._router.translations, local, self._watched)

    def become(self) -> None:
        """The router is another one now, or has another setting, which counts for new connections."""
        self._old, keeps = self._chain, self._router._behaviour.keeps_connections
        self._kept = frozenset(self._phones) if keeps else frozenset()
        self.open(self._local)

    def _chain_of(self, inside: Endpoint) -> Chain:
        return self._old if inside in self._kept else self._chain

    @property
    def opened(self) -> set[Endpoint]:
        """Inside ends of flows that an ALG has opened for other ports of the server."""
        return self._chain.opened | self._old.opened

    def mapped(self, outside: Endpoint, inside: Endpoint) -> None:
        """Remember how the far end sees a new flow."""
        seen = self._chain_of(inside).outside_of(inside)
        self._phones.append(inside)
        if self._router._behaviour.new_port_each_message:
            self._moves += 1
            seen = Endpoint(seen.host, FIRST_PORT + (seen.port + self._moves) % (65536 - FIRST_PORT))
        self._router.note_flow(outside, seen, self._server)

    def treat(
        self, transport: Literal["udp", "tcp"], data: bytes, direction: Direction, inside: Endpoint
    ) -> Passage | None:
        """One packet on its way."""
        kinds = signalling_kinds(data)
        refreshes = self._router._behaviour.keep_alives_refresh or not is_keep_alive(data)
        if transport == "udp" and not self._memory.passes(direction, inside, refreshes=refreshes):
            return None
        if transport == "udp" and not self._router._fits(data, direction, inside):
            return None
        if direction == "outbound" and is_keep_alive(data):
            for stalls in self._router._stalls:
                stalls.keep_alive()
        size = len(data) if transport == "udp" else 0
        if not all(self._router._gate.passes(kind, direction, self._watched, inside, size) for kind in kinds):
            return None
        if transport == "udp" and not self._mappings.passes(direction, inside):
            return None
        if direction == "inbound":
            return self._inbound(transport, data, self._meant_for(kinds, inside))
        forged = self._forged(transport, data, inside)
        if forged is not None:
            return Passage(forged, inside, answered=True)
        chain = self._chain_of(inside)
        changed = chain.outbound(data, transport, inside)
        if changed is None:
            return None
        self._router.sent[transport] += 1
        seen = chain.outside_of(inside)
        return Passage(behave(changed, self._router._manners, direction, seen), inside)

    def _meant_for(self, kinds: Sequence[PacketKind], inside: Endpoint) -> Endpoint:
        """The phone that a packet goes to; a router may mix up two of them."""
        place = self._phones.index(inside) if inside in self._phones else 0
        mixed_up = self._router._behaviour.news_to_other_phone and "notify" in kinds and place > 0
        return self._phones[place - 1] if mixed_up else inside

    def _inbound(self, transport: Literal["udp", "tcp"], data: bytes, inside: Endpoint) -> Passage:
        router = self._router
        if self._watched:
            router._watched_media |= {int(port) for port in _MEDIA_PORT.findall(data)}
        said = behave(data, router._manners, "inbound", self._chain_of(inside).outside_of(inside))
        return Passage(
            self._chain_of(inside).inbound(said, transport, inside), self._chain_of(inside).delivered_to(inside)
        )

    def _forged(self, transport: str, data: bytes, inside: Endpoint) -> bytes | None:
        method = data[:32].partition(b" ")[0].decode("latin-1")
        for rule in self._router._behaviour.forges if self._watched else ():
            if method in rule.methods and transport in rule.transports:
                seen = self._chain_of(inside).outside_of(inside)
                return build_response(parse_message(data), rule.status, rule.phrase, source=seen, to_tag="network")
        return None
