from __future__ import annotations

from dataclasses import dataclass

from app.model.endpoint import Endpoint
from app.network.udp import open_udp
from app.protocols.stun import binding_request, parse_binding, transaction_of
from app.testline.config import Limits, TestLineConfig
from app.testline.server import TestLine
from tests.unit.testline.phone import HOME, phone
from tests.virtual_time import virtual_time


@dataclass(frozen=True)
class Elsewhere:
    """A world in which all callers seem to come from one address, and we seem to be at another."""

    def seen(self, source: Endpoint) -> Endpoint:
        return Endpoint("203.0.113.7", source.port)

    def announced(self, local: Endpoint) -> Endpoint:
        return Endpoint("198.51.100.2", local.port + 1)


@virtual_time
async def test_a_binding_tells_where_we_come_from() -> None:
    async with TestLine() as line, await open_udp(HOME) as socket:
        assert line.stun is not None
        question = binding_request()
        socket.send(question, line.stun)
        datagram = await socket.receive(1)
        assert datagram is not None
        answer = parse_binding(datagram.data)
        assert answer is not None
        assert (answer.transaction_id, answer.mapped) == (transaction_of(question), socket.local)
        assert datagram.source == line.stun
        assert len(datagram.data) <= len(question) + 12


@virtual_time
async def test_a_change_of_port_is_followed_and_one_of_address_is_not_answered() -> None:
    async with TestLine() as line, await open_udp(HOME) as socket:
        assert line.stun is not None
        socket.send(binding_request(change_port=True), line.stun)
        datagram = await socket.receive(1)
        assert datagram is not None
        assert (datagram.source.host, datagram.source == line.stun) == (line.stun.host, False)
        socket.send(binding_request(change_ip=True), line.stun)
        assert await socket.receive(1) is None


@virtual_time
async def test_junk_and_floods_are_not_answered() -> None:
    limits = Limits(messages_per_second=1, message_burst=5)
    async with TestLine(TestLineConfig(limits=limits)) as line, await open_udp(HOME) as socket:
        assert line.stun is not None
        for data in (b"", b"\0\1\0\0", bytes(20), binding_request()[:-1]):
            socket.send(data, line.stun)
        assert await socket.receive(10) is None
        for _ in range(50):
            socket.send(binding_request(), line.stun)
        count = 0
        while await socket.receive(0.1):
            count += 1
        assert count in {5, 6}


@virtual_time
async def test_without_a_port_there_is_no_stun() -> None:
    async with TestLine(TestLineConfig(stun_port=None)) as line:
        assert line.stun is None


@virtual_time
async def test_the_view_of_addresses_is_used_everywhere() -> None:
    config = TestLineConfig(greetings=False, view=Elsewhere())
    async with TestLine(config) as line, phone(line.udp[0]) as caller, await open_udp(HOME) as socket:
        answer = await caller.invite("hold*1")
        via, contact = answer.top_via, answer.contact
        assert via is not None
        assert contact is not None
        assert (via.received, via.rport) == ("203.0.113.7", caller.local.port)
        assert contact.uri_text == f"sip:hold@198.51.100.2:{line.udp[0].port + 1};transport=udp"
        await caller.confirm(answer)
        assert caller.media is not None
        assert caller.media.host == "198.51.100.2"
        goodbye = await caller.next_message()
        assert goodbye.top_via is not None
        assert goodbye.top_via.host == "198.51.100.2"
        assert line.stun is not None
        socket.send(binding_request(), line.stun)
        datagram = await socket.receive(1)
        assert datagram is not None
        told = parse_binding(datagram.data)
        assert told is not None
        assert told.mapped == Endpoint("203.0.113.7", socket.local.port)
