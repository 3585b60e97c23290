"""The knock goes to whoever asked, from another port, and never makes an answer larger than its question."""

from __future__ import annotations

import re

import pytest

from app.model.endpoint import Endpoint
from app.network.udp import open_udp
from app.probes.alg.inbound_pinhole import knock_request
from app.protocols.knock import HEADER, is_knock
from app.protocols.sip import parse_message
from app.testline.config import TestLineConfig
from app.testline.server import TestLine
from tests.virtual_time import virtual_time

LOOPBACK = "127.0.0.1"


async def heard(data: bytes, line: TestLine, count: int = 2) -> list[tuple[bytes, Endpoint]]:
    async with await open_udp(Endpoint(LOOPBACK, 0)) as sock:
        sock.send(data.replace(b"192.0.2.1:9", str(sock.local).encode()), line.udp[0])
        got = [await sock.receive(1.0 if number < count else 0.3) for number in range(count + 1)]
    return [(one.data, one.source) for one in got if one is not None]


def question(method: str, media_port: int = 9) -> bytes:
    return knock_request(method, LOOPBACK, media_port)(Endpoint("192.0.2.1", 9), "udp")


@virtual_time
async def test_a_register_is_granted_first_and_then_somebody_knocks_from_another_port() -> None:
    async with TestLine(TestLineConfig(stun_port=None)) as line:
        asked = question("REGISTER")
        answer, knock = await heard(asked, line)
        assert line.bindings("callmend") == ()
    granted = parse_message(answer[0])
    assert (granted.status, answer[1]) == (200, line.udp[0])
    assert "expires=60" in (granted.get("contact") or "")
    assert is_knock(knock[0], parse_message(asked))
    assert knock[1] not in line.udp
    assert len(answer[0]) + len(knock[0]) <= len(asked)


@virtual_time
async def test_the_offered_port_for_sound_is_knocked_at_before_the_call_is_refused() -> None:
    async with TestLine(TestLineConfig(stun_port=None)) as line, await open_udp(Endpoint(LOOPBACK, 0)) as media:
        asked = question("INVITE", media.local.port)
        ((answer, _),) = await heard(asked, line, count=1)
        knock = await media.receive(1.0)
    assert parse_message(answer).status == 480
    assert knock is not None
    assert is_knock(knock.data, parse_message(asked))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"m=audio", b"m=audio 22 RTP/AVP 0\r\nm=audio"),  # a port that no phone offers
        (HEADER.encode() + b": ", HEADER.encode() + b": no nonce "),
    ],
)
@virtual_time
async def test_nobody_knocks_for_less(before: bytes, after: bytes) -> None:
    async with TestLine(TestLineConfig(stun_port=None)) as line, await open_udp(Endpoint(LOOPBACK, 0)) as media:
        asked = question("INVITE", media.local.port)
        assert before in asked
        await heard(asked.replace(before, after), line, count=1)
        assert await media.receive(0.2) is None


@virtual_time
async def test_without_room_for_both_there_is_only_the_answer() -> None:
    async with TestLine(TestLineConfig(stun_port=None)) as line:
        short = re.sub(rb"\r\n(?:X-Callmend-Padding|Max-Forwards|Expires): [^\r]*", b"", question("REGISTER"))
        got = await heard(short, line, count=1)
    assert [parse_message(data).status for data, _ in got] == [200]
