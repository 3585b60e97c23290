from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.model.endpoint import Endpoint
from app.network.udp import UdpSocket, open_udp
from app.probes.alg.mirror_requests import HARMLESS, SPELLINGS, WRONG_LENGTHS, mirror_request
from app.protocols.mirror import nonce_of, unpack
from app.protocols.sip import parse_message
from app.testline.config import TestLineConfig
from app.testline.mirror import PLAIN_ANSWER, PLAIN_QUESTION
from app.testline.server import TestLine

VARIANTS = {"": None, **SPELLINGS, **WRONG_LENGTHS, **HARMLESS}


@pytest.fixture
async def line() -> AsyncIterator[TestLine]:
    async with TestLine(TestLineConfig(tcp_ports=(), stun_port=None)) as running:
        yield running


@pytest.fixture
async def sock() -> AsyncIterator[UdpSocket]:
    async with await open_udp(Endpoint("127.0.0.1", 0)) as opened:
        yield opened


async def asked(sock: UdpSocket, line: TestLine, data: bytes) -> bytes:
    sock.send(data, line.udp[0])
    got = await sock.receive(5)
    assert got is not None
    return got.data


@pytest.mark.parametrize("method", ["OPTIONS", "REGISTER", "INVITE"])
@pytest.mark.parametrize("variant", VARIANTS)
async def test_every_spelling_comes_back_as_it_arrived(
    sock: UdpSocket, line: TestLine, method: str, variant: str
) -> None:
    sent = mirror_request(method, "127.0.0.1", variant, VARIANTS[variant])(sock.local, "udp")
    reply = await asked(sock, line, sent)
    nonce = nonce_of(parse_message(sent))
    mirrored = unpack(nonce or "", parse_message(reply).body)
    assert mirrored is not None
    assert mirrored.arrived == sent
    assert reply.startswith(mirrored.announced)
    assert len(reply) <= len(sent) < 1300


async def test_a_small_question_gets_a_small_answer(sock: UdpSocket, line: TestLine) -> None:
    padded = mirror_request("OPTIONS", "127.0.0.1")(sock.local, "udp")
    lines = [one for one in padded.split(b"\r\n") if not one.startswith(b"X-Callmend-Padding")]
    reply = await asked(sock, line, b"\r\n".join(lines))
    assert parse_message(reply).status == 200
    assert parse_message(reply).body == b""


async def test_no_call_begins_and_no_answer_goes_to_an_acknowledgement(sock: UdpSocket, line: TestLine) -> None:
    invite = mirror_request("INVITE", "127.0.0.1")(sock.local, "udp")
    assert parse_message(await asked(sock, line, invite)).status == 480
    assert line.calls == ()
    sock.send(invite.replace(b"INVITE", b"ACK"), line.udp[0])
    assert await asked(sock, line, PLAIN_QUESTION + b"x" * 60) == PLAIN_ANSWER + b"x" * 60


async def test_a_returned_packet_is_never_returned_again(sock: UdpSocket, line: TestLine) -> None:
    sock.send(PLAIN_ANSWER + b"x" * 60, line.udp[0])
    sock.send(PLAIN_QUESTION + b"y" * 500, line.udp[0])  # too long to be ours
    assert await asked(sock, line, PLAIN_QUESTION + b"z" * 60) == PLAIN_ANSWER + b"z" * 60
    assert len(PLAIN_ANSWER) == len(PLAIN_QUESTION)
