"""Boxes one behind the other: what each makes of addresses, and what an ALG in each makes of messages."""

from __future__ import annotations

from collections.abc import Sequence

from app.model.endpoint import Endpoint
from app.model.facts import Direction
from app.model.names import Transport
from app.practice.behaviour import AlgRules, Translation
from app.practice.rewriting import Flow, lets_pass, opens_way, rewrite, via_port

_FIRST_PORT = 1024
_PORTS = 64_512
_STEP = 7919
"""Prime to the number of ports, so that two inside ports never get the same outside port."""


class Chain:
    """The translations between us and one server, the nearest first; *server* is where the inside reaches it."""

    def __init__(self, translations: Sequence[Translation], server: Endpoint, watched: bool) -> None:
        self._translations, self._server, self._watched = tuple(translations), server, watched
        self._redirected: dict[Endpoint, int] = {}
        self.opened: set[Endpoint] = set()
        """Inside ends of flows on which other ports of the server get in."""

    def outside_of(self, inside: Endpoint) -> Endpoint:
        """How the far end sees that flow."""
        return self._stations(inside)[-1]

    def outbound(self, data: bytes, transport: Transport, inside: Endpoint) -> bytes | None:
        """The message beyond the last box; ``None`` when one of them does not pass it on."""
        for number, flow, rules in self._algs(transport, inside):
            if not lets_pass(data, rules):
                return None
            port = via_port(data, rules, flow) if transport == "udp" and number == 0 else None
            if port is not None:
                self._redirected[inside] = port
            if number == 0 and transport == "udp" and opens_way(data, rules):
                self.opened.add(inside)
            data = rewrite(data, rules, "outbound", flow)
        return data

    def inbound(self, data: bytes, transport: Transport, inside: Endpoint) -> bytes:
        """The message as the inside gets it."""
        direction: Direction = "inbound"
        for _, flow, rules in reversed(self._algs(transport, inside)):
            data = rewrite(data, rules, direction, flow)
        return data

    def delivered_to(self, inside: Endpoint) -> Endpoint:
        """Where inside answers of that flow arrive."""
        return Endpoint(inside.host, self._redirected.get(inside, inside.port))

    def _stations(self, inside: Endpoint) -> list[Endpoint]:
        """The flow's address inside, and behind each box."""
        found = [inside]
        for box in self._translations:
            found.append(Endpoint(box.outside, self._port(box, found[-1].port)))
        return found

    def _port(self, box: Translation, port: int) -> int:
        if box.ports == "kept":
            return port
        salt = self._server.port if box.ports == "by_destination" else 1
        return _FIRST_PORT + (port * _STEP + salt) % _PORTS

    def _algs(self, transport: Transport, inside: Endpoint) -> list[tuple[int, Flow, AlgRules]]:
        if not self._watched:
            return []
        stations = self._stations(inside)
        return [
            (number, Flow(stations[number], stations[number + 1], self._server), box.alg)
            for number, box in enumerate(self._translations)
            if box.alg is not None and transport in box.alg_transports
        ]
