"""Mutated messages, streams that nobody reads, a mistake of our own: the line goes on."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.endpoint import Endpoint
from app.network.udp import open_udp
from app.protocols.sip import SipMessage, parse_message
from app.testline.channel import Channel
from app.testline.config import Limits, TestLineConfig
from app.testline.core import Core
from app.testline.server import TestLine
from tests.unit.protocols.torture import MESSAGES
from tests.unit.testline.phone import HOME, Phone, phone
from tests.virtual_time import virtual_time

OPEN = TestLineConfig(
    greetings=False,
    trusted=frozenset({"127.0.0.1"}),
    stun_port=None,
    limits=Limits(messages_per_second=1e9, message_burst=1e9, all_messages_per_second=1e9),
)
PIECES = (
    b"\r\n",
    b";",
    b",",
    b":",
    b'"',
    b"<",
    b">",
    b"tag=",
    b"\0",
    b"\xff",
    b"Via: ",
    b"l: 99",
    b"Require: x\r\n",
    b"*",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randrange(1, 6)):
        place, length = chance.randrange(len(data) + 1), chance.randrange(0, 12)
        piece = chance.choice((b"", chance.choice(PIECES), chance.randbytes(3)))
        data = data[:place] + piece + data[place + length :]
    return data


def typical(caller: Phone) -> list[bytes]:
    """One request of each kind, as if a call were up."""
    call: dict[str, Any] = {"contact": caller.contact, "body": caller.offer, "content_type": "application/sdp"}
    return [
        *MESSAGES.values(),
        caller.build("REGISTER", contact=caller.contact),
        caller.build("INVITE", "sip:echo@x", to="<sip:echo@x>", **call),
        caller.build("INVITE", **call),
        caller.build("ACK", cseq=2),
        caller.build("CANCEL", "sip:echo@x", to="<sip:echo@x>"),
        caller.build("UPDATE", **call),
        caller.build("INFO", body=b"Signal=1\r\n", content_type="application/dtmf"),
        b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKx\r\nCSeq: 1 BYE\r\n\r\n",
    ]


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_no_mutation_of_any_message_is_a_surprise(chance: random.Random) -> None:
    @virtual_time
    async def attack() -> None:
        faults: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
        async with await open_udp(HOME) as socket, phone(socket.local) as caller:
            core, channel = Core(OPEN), Channel("udp", socket.local, caller.local, socket.send)
            caller.to = f"<sip:echo@x>;tag={caller.tag}"
            for data in typical(caller):
                core._take(parse_message(mutated(data, chance)), channel)
            await asyncio.sleep(0.1)
            await core.close()
        assert faults == []

    attack()


async def test_a_mistake_of_ours_costs_one_message(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    right = Core._options

    def wrong(self: Core, request: SipMessage, channel: Channel) -> None:
        if request.get("x-trap"):
            raise RuntimeError("a bug")
        right(self, request, channel)

    monkeypatch.setattr(Core, "_options", wrong)
    async with TestLine() as line, phone(line.udp[0]) as caller:
        await caller.send(caller.build("OPTIONS", extra=[("X-Trap", "1")]))
        assert (await caller.ask("OPTIONS")).status == 200
        assert "a bug" in caplog.text


@virtual_time
async def test_a_caller_who_never_reads_is_let_go() -> None:
    async with TestLine(OPEN) as line, phone(line.tcp[0], "tcp") as deaf:
        assert deaf.stream is not None
        question = deaf.build("OPTIONS", extra=[("Record-Route", "<sip:" + "x" * 30_000 + ">")])
        for _ in range(2000):
            if not deaf.stream.post(question):
                break
            await asyncio.sleep(0.01)
        else:
            pytest.fail("the connection was never given up")
        async with phone(line.tcp[0], "tcp") as other:
            assert (await other.ask("OPTIONS")).status == 200


@virtual_time
async def test_only_so_many_connections() -> None:
    async with TestLine(TestLineConfig(limits=Limits(tcp_connections=2))) as line:
        async with phone(line.tcp[0], "tcp") as first, phone(line.tcp[0], "tcp") as second:
            assert (await first.ask("OPTIONS")).status == (await second.ask("OPTIONS")).status == 200
            async with phone(line.tcp[0], "tcp") as third:
                assert third.stream is not None
                assert await third.stream.receive(5) == b""
        await asyncio.sleep(1)
        async with phone(line.tcp[0], "tcp") as fourth:
            assert (await fourth.ask("OPTIONS")).status == 200


@virtual_time
async def test_a_silent_connection_is_closed() -> None:
    async with TestLine(TestLineConfig(limits=Limits(tcp_idle_s=60))) as line, phone(line.tcp[0], "tcp") as caller:
        assert caller.stream is not None
        assert await caller.stream.receive(100) == b""


@virtual_time
async def test_a_caller_who_hangs_up_without_confirming_is_not_asked_again() -> None:
    async with TestLine(OPEN) as line, phone(line.udp[0]) as caller:
        caller.to = "<sip:echo@x>"
        answer = await caller.ask("INVITE", "sip:echo@x", contact=caller.contact, body=caller.offer)
        caller.to = answer.get("to") or ""
        assert (await caller.hang_up()).status == 200
        assert await caller.receive(60) is None


async def test_the_line_speaks_ipv6() -> None:
    try:
        async with await open_udp(Endpoint("::1", 0)):
            pass
    except Exception as error:  # noqa: BLE001 - whatever keeps this computer from it
        pytest.skip(f"no IPv6 on loopback: {error}")
    config = TestLineConfig(listen="::1", greetings=False)
    place = Endpoint("::1", 0)
    async with TestLine(config) as line, await open_udp(place) as rtp, await open_udp(place) as socket:
        caller = Phone(line.udp[0], socket, None, rtp)
        answer = await caller.call("echo")
        assert answer.top_via is not None
        assert answer.top_via.received == "::1"
        assert caller.media is not None
        assert caller.media.host == "::1"
        caller.speak(b"6" * 160)
        packet = await caller.hear()
        assert packet is not None
        assert packet.payload == b"6" * 160
        assert (await caller.hang_up()).status == 200
