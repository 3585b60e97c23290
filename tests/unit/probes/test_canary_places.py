"""Where a canary's address may come from: a server's word is text for a header, and nobody is sent anything for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote, SipExchange
from app.model.profile import Account, Profile
from app.network.udp import UdpSocket, open_udp
from app.probes.alg import second_look as look
from app.probes.alg.paths import Path
from app.probes.alg.requests import requests_for
from app.probes.alg.via_canary import LearnedCanary
from app.protocols.sip import parse_message
from app.protocols.sip_build import build_response
from tests.virtual_time import virtual_time

LOOPBACK = "127.0.0.1"
ACCOUNT = Account("provider.example", "100")
OPTIONS, REGISTER = requests_for(ACCOUNT)


@asynccontextmanager
async def server(says: str) -> AsyncIterator[tuple[Endpoint, list[bytes]]]:
    """Claims to see everybody at *says*, port 40000."""
    asked: list[bytes] = []

    async def serve(sock: UdpSocket) -> None:
        while True:
            got = await sock.receive()
            if got is not None:
                asked.append(got.data)
                seen = Endpoint("203.0.113.7", 40_000)
                answer = build_response(parse_message(got.data), 200, "OK", source=seen, to_tag="x")
                sock.send(answer.replace(b"203.0.113.7", says.encode()), got.source)

    async with await open_udp(Endpoint(LOOPBACK, 0)) as sock:
        task = asyncio.create_task(serve(sock))
        try:
            yield sock.local, asked
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def learned(at: Endpoint) -> list[SipExchange]:
    path = Path("suspected", "udp", LOOPBACK, at.port)
    canary = LearnedCanary.on(path, at, OPTIONS, [REGISTER])
    await canary.run()
    return [fact for fact in canary.facts() if isinstance(fact, SipExchange)]


@virtual_time
async def test_the_place_that_a_plain_question_was_told_goes_into_the_next_on_the_same_flow() -> None:
    async with server("203.0.113.7") as (at, asked):
        plain, canary = await learned(at)
    assert (plain.signal, canary.signal) == ("received_private", "via_canary")
    assert plain.local == canary.local
    via = parse_message(asked[1]).top_via
    assert via is not None
    assert (via.host, via.port) == ("203.0.113.7", 40_000)


@pytest.mark.parametrize("says", ["evil.example", "127.0.0.1", "2001:db8::1", "203.0.113.7\r\nX: y", "1.2.3.4.5", "%s"])
@virtual_time
async def test_whatever_else_a_server_claims_is_never_repeated(says: str) -> None:
    async with server(says) as (at, asked):
        (plain,) = await learned(at)
    assert plain.outcome == "answered"
    assert len(asked) == 1


def test_a_system_without_quotes_says_so_in_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "is_supported", lambda: False)
    profile = Profile(Account("provider.example", "100", proxy="192.0.2.5:5060"))
    planned = look.second_look(profile, Endpoint("192.0.2.5", 5060), [])
    facts: list[Fact] = [fact for one in planned for fact in one.facts()]
    assert [(fact.outcome, fact.sent) for fact in facts if isinstance(fact, IcmpQuote)] == [("unsupported", "")]
