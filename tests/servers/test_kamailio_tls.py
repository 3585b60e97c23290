"""A proxy that nobody here wrote, over TLS 1.3: where a plain relay of bytes loses ACK, BYE and calls in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import CallResult, SipMessage, SoundLoop
from app.model.profile import Account
from app.softphone.kept_script import KeptCall
from app.softphone.phone import Softphone
from app.softphone.scripts import EchoScript
from tests.places import vacant_places
from tests.servers.kamailio import CERTIFICATES, MISSING, TLS_MODULES, Kamailio, echo_as_200, kamailio, until_alive

HOST = "127.0.0.1"
pytestmark = [
    pytest.mark.softphone,
    pytest.mark.skipif(MISSING is not None, reason=str(MISSING)),
    pytest.mark.skipif(not TLS_MODULES, reason="kamailio-tls-modules is not installed"),
]


@pytest.fixture
async def secure(tmp_path: Path) -> AsyncIterator[tuple[Kamailio, Endpoint]]:
    first, tls = vacant_places(2)
    with kamailio(tmp_path, first, secure=tls) as running:
        await until_alive(first)
        yield running, tls


@pytest.fixture
async def phone() -> AsyncIterator[Softphone]:
    async with Softphone(authorities=(CERTIFICATES / "authority.pem").read_text(encoding="ascii")) as started:
        yield started


def over_tls(server: Kamailio, tls: Endpoint) -> Account:
    return replace(server.account(), proxy=str(tls), transport="tls")


async def test_a_call_through_a_proxy_that_stays_in_the_way_is_confirmed_and_ended(
    secure: tuple[Kamailio, Endpoint], phone: Softphone
) -> None:
    server, tls = secure
    async with echo_as_200(server, HOST) as line:
        outcome = await phone.register(over_tls(server, tls))
        assert outcome.outcome == "registered", outcome
        report = await phone.call("200", KeptCall(EchoScript(phone.folder), phone.folder, 1.0))
        async with asyncio.timeout(60):
            while not line.records:  # noqa: ASYNC110 - the line has no event for it
                await asyncio.sleep(0.01)
        assert line.records[0].ended_by == "caller"  # both ACK and BYE went the whole way
    facts = [*report.facts]
    loop = next(fact for fact in facts if isinstance(fact, SoundLoop))
    result = next(fact for fact in facts if isinstance(fact, CallResult))
    assert result.outcome == "connected"
    assert loop.windows_heard > loop.windows / 2
    sent = [fact.raw for fact in phone.take_facts() if isinstance(fact, SipMessage) and fact.direction == "outbound"]
    assert not [text for text in sent if "transport=tcp" in text.lower()]
    assert [text for text in sent if text.startswith("ACK") and "Route: <sip:" in text]


async def test_the_proxy_stores_an_address_by_which_it_can_call_us(
    secure: tuple[Kamailio, Endpoint], phone: Softphone
) -> None:
    server, tls = secure
    await phone.register(over_tls(server, tls))
    answers = [fact.raw for fact in phone.take_facts() if isinstance(fact, SipMessage) and fact.direction == "inbound"]
    stored = [line for line in answers[-1].split("\r\n") if line.startswith("Contact:")]
    assert stored
    assert "transport=tls" in stored[0].lower()
