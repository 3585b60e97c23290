"""Thousands of made-up networks: an honest one is never accused, and a rewriting one with a control never gets away.

A world decides what each server would truly see; the observations follow from that, with loss, silence and servers of
every habit. Only the router of a world can lie.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from app.diagnosis import diagnose
from app.model.endpoint import Endpoint
from app.model.facts import Fact, NetworkInterface, Role, StunBinding
from app.model.names import Transport
from tests.unit.diagnosis.observed import exchange, observe, stun, unanswered

PUBLIC, INSIDE = Endpoint("198.51.100.20", 5060), Endpoint("192.168.1.5", 5060)
WAYS: tuple[tuple[Role, Transport, int], ...] = (
    ("suspected", "udp", 5060),
    ("control", "tcp", 5060),
    ("control", "udp", 5070),
    ("control", "tls", 5061),
)
Habit = Literal["always", "never", "own address", "balancer"]


@dataclass(frozen=True)
class World:
    """Where we stand, what lies between, and how the server behaves."""

    own: str
    outside: str
    server: Endpoint
    habit: Habit
    vpn: bool
    alg: frozenset[tuple[Transport, int]]
    loss: float

    def received(self, way: tuple[Transport, int]) -> str | None:
        """What comes back in ``received`` by one way."""
        honest = self.own if self.server == INSIDE or self.vpn else self.outside
        said = {"always": honest, "never": None, "own address": self.server.host, "balancer": "10.20.0.9"}[self.habit]
        return self.own if way in self.alg and said == self.outside else said


def _world(choose: random.Random, *, alg: bool) -> World:
    own = choose.choice(["192.168.1.10", "10.0.0.7", "172.20.3.4", "100.64.9.9"])
    outside = choose.choice(["203.0.113.7", "203.0.113.99", "100.64.1.2"])
    watched: tuple[tuple[Transport, int], ...] = (("udp", 5060), ("tcp", 5060))
    if alg:
        return World(own, outside, PUBLIC, "always", False, frozenset(watched[: choose.choice([1, 2])]), 0.0)
    if choose.random() < 0.1:
        outside = own = "203.0.113.50"  # no translation at all
    habits: list[Habit] = ["always", "always", "never", "own address", "balancer"]
    server = choose.choice([PUBLIC, PUBLIC, PUBLIC, INSIDE])
    return World(own, outside, server, choose.choice(habits), choose.random() < 0.15, frozenset(), 0.1)


def _observations(world: World, choose: random.Random, *, controls: float) -> list[Fact]:
    facts: list[Fact] = []
    if world.vpn:
        facts.append(NetworkInterface("tun0", world.own, None, "vpn"))
    for number, (role, transport, port) in enumerate(WAYS):
        if role == "control" and choose.random() > controls:
            continue
        for method in choose.choice([("OPTIONS",), ("OPTIONS", "REGISTER")]):
            facts.append(_asked(world, choose, role, transport, port, method, 5062 + number))
    if choose.random() < 0.7:
        facts.append(_stun(world, choose))
    choose.shuffle(facts)
    return facts


def _asked(
    world: World, choose: random.Random, role: Role, transport: Transport, port: int, method: str, local: int
) -> Fact:
    own, server = Endpoint(world.own, local), world.server._replace(port=port)
    if choose.random() < world.loss:
        return unanswered(role=role, transport=transport, local=own, server=server)
    received = world.received((transport, port))
    return exchange(received, role=role, transport=transport, local=own, server=server, method=method, rport=local)


def _stun(world: World, choose: random.Random) -> StunBinding:
    """A STUN server elsewhere, or on the phone service's own host; through a VPN both are seen from its exit."""
    on_the_server = choose.random() < 0.4
    direct = on_the_server and (world.server == INSIDE or world.vpn)
    server = f"{world.server.host}:3478" if on_the_server else "192.0.2.3:3478"
    return stun(world.own if direct else world.outside, local=world.own, server=server)


def _answer(facts: list[Fact]) -> str:
    verdict = diagnose(observe(*facts)).verdict("sip_alg")
    assert verdict is not None
    return verdict.answer


def test_no_honest_network_is_ever_accused() -> None:
    choose = random.Random(20261120)
    for number in range(1500):
        world = _world(choose, alg=False)
        facts = _observations(world, choose, controls=choose.choice([0.0, 0.5, 1.0]))
        assert _answer(facts) != "yes", (number, world)


def test_a_rewriting_router_is_always_found_when_a_control_shows_the_outside() -> None:
    choose = random.Random(7)
    for number in range(300):
        world = _world(choose, alg=True)
        facts = _observations(world, choose, controls=1.0)
        assert _answer(facts) == "yes", (number, world)


def test_a_rewriting_router_is_never_cleared() -> None:
    choose = random.Random(8)
    for number in range(300):
        world = _world(choose, alg=True)
        facts = _observations(world, choose, controls=0.0)
        assert _answer(facts) != "no", (number, world)
