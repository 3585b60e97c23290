from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from app.model.endpoint import Endpoint
from app.network.resolve import resolve
from app.network.udp import UdpSocket, open_udp

RECORDS = {
    ("_sip._udp.provider.example.", "SRV"): ["20 0 5070 backup.provider.example.", "10 5 5065 sip.provider.example."],
    ("_sip._tcp.provider.example.", "SRV"): ["0 0 0 ."],
    ("sip.provider.example.", "A"): ["203.0.113.10"],
    ("backup.provider.example.", "A"): ["203.0.113.11"],
    ("provider.example.", "A"): ["203.0.113.9"],
}


def answer(query: dns.message.Message) -> bytes:
    question = query.question[0]
    kind = dns.rdatatype.to_text(question.rdtype)
    reply = dns.message.make_response(query)
    found = RECORDS.get((question.name.to_text(), kind))
    if found is not None:
        reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
    elif not any(name == question.name.to_text() for name, _ in RECORDS):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply.to_wire()


async def serve(sock: UdpSocket, reply: Callable[[dns.message.Message], bytes]) -> None:
    while True:
        got = await sock.receive()
        if got is not None:
            sock.send(reply(dns.message.from_wire(got.data)), got.source)


@pytest.fixture
async def nameserver() -> AsyncIterator[Endpoint]:
    async with await open_udp(Endpoint("127.0.0.1", 0)) as sock:
        task = asyncio.create_task(serve(sock, answer))
        yield sock.local
        task.cancel()


async def test_an_address_needs_no_question() -> None:
    found = await resolve("203.0.113.5", 0, "tls")
    assert (found.outcome, found.endpoints, found.lookups) == ("answered", (Endpoint("203.0.113.5", 5061),), ())


async def test_brackets_around_ipv6_are_only_writing() -> None:
    assert (await resolve("[2001:db8::5]", 5070, "udp")).endpoints == (Endpoint("2001:db8::5", 5070),)


async def test_without_a_port_the_srv_records_say(nameserver: Endpoint) -> None:
    found = await resolve("provider.example", 0, "udp", nameservers=[nameserver])
    assert found.endpoints == (Endpoint("203.0.113.10", 5065), Endpoint("203.0.113.11", 5070))
    assert [lookup.record_type for lookup in found.lookups] == ["SRV", "A", "A"]


async def test_a_service_that_is_not_offered_falls_back_to_the_address(nameserver: Endpoint) -> None:
    found = await resolve("provider.example", 0, "tcp", nameservers=[nameserver])
    assert found.endpoints == (Endpoint("203.0.113.9", 5060),)


async def test_a_port_leaves_srv_alone(nameserver: Endpoint) -> None:
    found = await resolve("provider.example", 5080, "udp", nameservers=[nameserver])
    assert found.endpoints == (Endpoint("203.0.113.9", 5080),)
    assert [lookup.record_type for lookup in found.lookups] == ["A"]


async def test_a_name_that_does_not_exist(nameserver: Endpoint) -> None:
    found = await resolve("nowhere.example", 5060, "udp", nameservers=[nameserver])
    assert (found.outcome, found.endpoints) == ("unresolved", ())
    assert found.lookups[0].outcome == "unresolved"


async def test_a_nameserver_that_says_nothing() -> None:
    async with await open_udp(Endpoint("127.0.0.1", 0)) as silent:
        found = await resolve("provider.example", 5060, "udp", nameservers=[silent.local], timeout=0.2)
    assert (found.outcome, found.endpoints) == ("silent", ())


async def test_the_system_knows_localhost() -> None:
    found = await resolve("localhost", 5060, "udp")
    assert Endpoint("127.0.0.1", 5060) in found.endpoints
    assert found.lookups[0].record_type == "system"


@pytest.mark.parametrize("host", ["a" * 70 + ".invalid", "..", "\u2603" * 200])
async def test_a_name_that_cannot_be_asked_is_unresolved(host: str) -> None:
    assert (await resolve(host, 5060, "udp")).outcome == "unresolved"


@pytest.mark.parametrize("host", ["localhost", "phone.localhost"])
async def test_nobody_is_asked_for_the_services_of_a_local_name(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *more, **named: real("localhost", *more, **named))
    found = await resolve(host, 0, "udp")
    assert [lookup.record_type for lookup in found.lookups] == ["system"]
