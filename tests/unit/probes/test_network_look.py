from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import DnsLookup, Fact, NetworkInterface, NotRun, StunBinding, TcpReach
from app.model.profile import Account, Profile
from app.network.udp import UdpSocket, open_udp
from app.probes import network_look, stun_binding
from app.probes.context import ProbeContext
from app.protocols.stun import binding_response, parse_binding_request
from tests.places import vacant_place
from tests.unit.probes.servers import HOME, honest, nobody_is_known, tcp_server

MAPPED = Endpoint("203.0.113.7", 40_000)


async def serve_stun(sock: UdpSocket, replies: int) -> None:
    """Answer each request with a stranger's answer first, then rubbish, then the right one."""
    while True:
        got = await sock.receive()
        request = parse_binding_request(got.data) if got else None
        if got and request and replies:
            stranger = binding_response(request, Endpoint("192.0.2.66", 1))
            sock.send(stranger[:8] + bytes(12) + stranger[20:], got.source)
            sock.send(b"\0" * 30, got.source)
            sock.send(binding_response(request, MAPPED), got.source)


@pytest.fixture
async def stun() -> AsyncIterator[Endpoint]:
    async with await open_udp(HOME) as sock:
        task = asyncio.create_task(serve_stun(sock, 1))
        yield sock.local
        task.cancel()


async def look(domain: str, stun: Sequence[Endpoint] = ()) -> list[Fact]:
    profile = Profile(account=Account(domain), stun=tuple(stun))
    return [fact async for fact in network_look.measure(ProbeContext(profile))]


T = TypeVar("T")


def of(facts: Sequence[Fact], kind: type[T]) -> list[T]:
    return [fact for fact in facts if isinstance(fact, kind)]


async def test_a_healthy_network(stun: Endpoint) -> None:
    async with tcp_server(honest) as server:
        facts = await look(f"localhost:{server.port}", [stun])
    assert [(fact.name, fact.outcome) for fact in of(facts, DnsLookup)] == [("localhost", "answered")]
    (interface,) = of(facts, NetworkInterface)
    assert (interface.address, interface.medium) == ("127.0.0.1", "loopback")
    (binding,) = of(facts, StunBinding)
    assert (binding.outcome, binding.mapped) == ("answered", str(MAPPED))
    assert binding.rtt_ms is not None
    assert [(fact.remote, fact.outcome) for fact in of(facts, TcpReach)] == [(str(server), "answered")]


async def test_an_address_needs_no_lookup_and_a_closed_port_is_a_datum() -> None:
    facts = await look(str(vacant_place()))
    assert of(facts, NotRun) == [NotRun("dns", "address_given")]
    assert [fact.outcome for fact in of(facts, TcpReach)] == ["refused"]


async def test_a_silent_stun_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stun_binding, "SEND_AT_S", (0.0, 0.02))
    monkeypatch.setattr(stun_binding, "GIVE_UP_S", 0.04)
    async with await open_udp(HOME) as mute:
        facts = await look("127.0.0.1:9", [mute.local])
    (binding,) = of(facts, StunBinding)
    assert (binding.outcome, binding.mapped, binding.rtt_ms) == ("silent", None, None)


async def test_a_name_that_does_not_exist_stops_no_other_measurement(stun: Endpoint) -> None:
    async with nobody_is_known():
        facts = await look("nowhere.example:5060", [stun])
    assert {fact.outcome for fact in of(facts, DnsLookup)} <= {"unresolved", "failed", "silent"}
    assert [fact.outcome for fact in of(facts, DnsLookup) if fact.name == "nowhere.example"][:1] == ["unresolved"]
    assert [fact.outcome for fact in of(facts, StunBinding)] == ["answered"]
    assert not of(facts, TcpReach)
