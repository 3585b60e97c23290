from __future__ import annotations

from dataclasses import dataclass

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.protocols.stun import StunAnswer, binding_request, parse_binding, transaction_of
from app.protocols.voice_packets import SIZE, read_answer, voice_question
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

    def at_port(self, source: Endpoint, port: int, local: Endpoint) -> Endpoint | None:
        return None


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


@virtual_time
async def test_the_other_port_is_named_and_answers_in_its_place() -> None:
    async with TestLine() as line, await open_udp(HOME) as socket:
        assert line.stun is not None
        answer = await binding(socket, line.stun)
        assert answer is not None
        assert (answer.origin, answer.other) == (line.stun, line.stun_other_port)


@virtual_time
async def test_with_a_second_address_all_four_doors_answer() -> None:
    """RFC 5780 section 4.3: the other address is the one with both changed."""
    async with (
        TestLine(TestLineConfig(stun_other="127.0.0.2")) as line,
        await open_udp(Endpoint("0.0.0.0", 0)) as socket,
    ):
        assert line.stun is not None
        assert line.stun_other_port is not None
        answer = await binding(socket, line.stun)
        assert answer is not None
        assert answer.other == Endpoint("127.0.0.2", line.stun_other_port.port)
        found = set()
        for changes in ({}, {"change_port": True}, {"change_ip": True}, {"change_ip": True, "change_port": True}):
            socket.send(binding_request(**changes), line.stun)
            datagram = await socket.receive(1)
            assert datagram is not None
            found.add(datagram.source)
        ports = (line.stun.port, line.stun_other_port.port)
        assert found == {Endpoint(host, port) for host in ("127.0.0.1", "127.0.0.2") for port in ports}


@virtual_time
async def test_on_all_addresses_it_names_no_other_because_it_does_not_know_its_own() -> None:
    async with TestLine(TestLineConfig(listen="0.0.0.0")) as line, await open_udp(HOME) as socket:
        assert line.stun is not None
        answer = await binding(socket, Endpoint("127.0.0.1", line.stun.port))
        assert answer is not None
        assert (answer.origin, answer.other) == (None, None)


@virtual_time
async def test_an_answer_goes_to_the_port_that_was_asked_for_and_to_no_other_host() -> None:
    async with TestLine() as line, await open_udp(HOME) as asking, await open_udp(HOME) as meant:
        for server in (line.stun, line.udp[0]):
            assert server is not None
            question = binding_request(response_port=meant.local.port)
            asking.send(question, server)
            datagram = await meant.receive(1)
            assert datagram is not None
            assert datagram.source == server
            answer = parse_binding(datagram.data)
            assert answer is not None
            assert answer.mapped == asking.local
            assert answer.transaction_id == transaction_of(question)
            assert await asking.receive(0.1) is None
        asking.send(binding_request(response_port=0), line.udp[0])
        assert await asking.receive(0.1) is None


@virtual_time
async def test_voice_packets_come_back_counted_and_no_larger() -> None:
    session = b"12345678"
    async with TestLine() as line, await open_udp(HOME) as socket:
        for server in (line.stun, line.udp[0]):
            assert server is not None
            for number in (0, 2, 1):
                socket.send(voice_question(session, number), server)
                datagram = await socket.receive(1)
                assert datagram is not None
                answer = read_answer(datagram.data, session)
                assert answer is not None
                assert answer.number == number
                assert len(datagram.data) == SIZE
        assert answer is not None
        assert answer.counted == 6
        assert datagram is not None
        socket.send(datagram.data, line.udp[0])  # an answer is no question
        assert await socket.receive(0.1) is None


@virtual_time
async def test_a_flood_of_voice_packets_is_not_returned() -> None:
    limits = Limits(media_packets_per_second=20)
    async with TestLine(TestLineConfig(limits=limits)) as line, await open_udp(HOME) as socket:
        assert line.stun is not None
        for number in range(100):
            socket.send(voice_question(b"12345678", number), line.stun)
        count = 0
        while await socket.receive(0.05):
            count += 1
        assert 20 <= count <= 24


async def binding(socket: UdpSocket, server: Endpoint) -> StunAnswer | None:
    question = binding_request(roomy=True)
    socket.send(question, server)
    datagram = await socket.receive(1)
    assert datagram is None or len(datagram.data) <= len(question)
    return None if datagram is None else parse_binding(datagram.data)
