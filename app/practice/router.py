"""A simulated router on loopback: translates, rewrites and drops as a scenario says, and shows the far end its view.

All sockets are on 127.0.0.1, because some systems have no other loopback address; the router's outside address exists
in text only: in what the far end writes into ``received``, ``rport`` and STUN answers.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.facts import Direction
from app.practice.behaviour import PacketKind, RouterBehaviour
from app.practice.forwarding import TcpForwarder, Treat, UdpForwarder, open_pair
from app.practice.rewriting import Flow, rewrite, via_port
from app.practice.shaping import Gate, media_kind

OUTSIDE: Final = "203.0.113.7"  # RFC 5737: nobody's address
PORT_TRIES: Final = 20
MOST_MEDIA: Final = 64
_MEDIA_PORT: Final = re.compile(rb"(?m)^m=audio (\d{1,5})[ /]")


class SimulatedRouter:
    """Opens ways through itself; it is also the far end's ``AddressView``."""

    def __init__(self, behaviour: RouterBehaviour) -> None:
        self._behaviour = behaviour
        self._gate = Gate(behaviour.drops)
        self._translated: dict[Endpoint, Endpoint] = {}
        self._inside_of: dict[Endpoint, Endpoint] = {}
        self._forwarders: list[UdpForwarder | TcpForwarder] = []
        self._media: dict[Endpoint, tuple[UdpForwarder, UdpForwarder]] = {}
        self._watched_media: set[int] = set()
        self._watched_server = Endpoint("", 0)

    def seen(self, source: Endpoint) -> Endpoint:
        """The outside address of the flow that reaches the far end from *source*."""
        return self._translated.get(source, source)

    def announced(self, local: Endpoint) -> Endpoint:
        """Where the inside can reach the far end's socket *local*; opens a way for sound when there is none yet."""
        known = self._inside_of.get(local)
        if known is None:
            known = self._open_media(local)
        return known

    async def open_paths(self, server_udp: Endpoint, server_tcp: Endpoint | None, *, watched: bool) -> Endpoint:
        """A way in for SIP: the same port for UDP and, where the server has it, TCP. Raises :class:`UserError`."""
        for attempt in range(PORT_TRIES):
            udp = self._udp(server_udp, self._signalling("udp", watched))
            if server_tcp is None:
                break
            tcp = TcpForwarder(server_tcp, self._signalling("tcp", watched), self._translate)
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
        if watched:
            self._watched_server = udp.local
        self._inside_of.setdefault(server_udp, udp.local)
        if server_tcp is not None:
            self._inside_of.setdefault(server_tcp, udp.local)
        return udp.local

    def open_stun(self, server: Endpoint) -> Endpoint:
        """A way to the far end's STUN server."""
        return self._udp(server, self._plain).local

    async def close(self) -> None:
        """Release every port."""
        for forwarder in (*self._forwarders, *(one for pair in self._media.values() for one in pair)):
            with suppress(OSError):
                await forwarder.close()

    def _udp(self, server: Endpoint, treat: Treat) -> UdpForwarder:
        forwarder = UdpForwarder(server, treat, self._translate)
        self._forwarders.append(forwarder)
        return forwarder

    def _translate(self, outside: Endpoint, inside: Endpoint) -> None:
        self._translated[outside] = self._public(inside)

    def _public(self, inside: Endpoint) -> Endpoint:
        """As most routers do, the outside port is the inside port as long as nobody else has it."""
        return Endpoint(OUTSIDE, inside.port)

    def _signalling(self, transport: str, watched: bool) -> Treat:
        alg = self._behaviour.alg if watched and transport in self._behaviour.alg_transports else None
        redirected: dict[Endpoint, int] = {}

        def treat(data: bytes, direction: Direction, inside: Endpoint) -> tuple[bytes, Endpoint] | None:
            if not self._gate.passes("sip", direction, watched, inside):
                return None
            if direction == "inbound" and watched:
                self._watched_media |= {int(port) for port in _MEDIA_PORT.findall(data)}
            if alg is None:
                return data, inside
            flow = Flow(inside, self._public(inside), self._watched_server)
            port = via_port(data, alg, flow) if direction == "outbound" and transport == "udp" else None
            if port is not None:
                redirected[inside] = port
            target = Endpoint(inside.host, redirected.get(inside, inside.port))
            return rewrite(data, alg, direction, flow), target

        return treat

    def _plain(self, data: bytes, direction: Direction, inside: Endpoint) -> tuple[bytes, Endpoint] | None:
        return (data, inside) if self._gate.passes("stun", direction, False, inside) else None

    def _open_media(self, local: Endpoint) -> Endpoint:
        if len(self._media) >= MOST_MEDIA:
            raise UserError("port_taken", address=str(local), problem="too many calls at once")

        def treat(data: bytes, direction: Direction, inside: Endpoint) -> tuple[bytes, Endpoint] | None:
            kind: PacketKind = media_kind(data)
            watched = pair[0].local.port in self._watched_media
            return (data, inside) if self._gate.passes(kind, direction, watched, inside) else None

        pair = open_pair(local, treat, self._translate)
        self._media[local] = pair
        self._inside_of[local] = pair[0].local
        return pair[0].local
