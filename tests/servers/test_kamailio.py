"""A registrar and proxy that nobody here wrote, on loopback, against the real softphone and the raw probes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.model.facts import CallResult, ExtensionCall, Fact, InboundTrial, MediaFlow, SipExchange, SoundLoop
from app.model.profile import Alternative, Numbers, Profile
from app.probes import extension, inbound, sip_alg
from app.probes.context import Probe, ProbeContext
from app.probes.light.phone import light_phone
from app.protocols.sip import parse_message
from app.softphone.phone import Softphone
from app.softphone.scripts import EchoScript
from tests.places import vacant_places
from tests.servers.kamailio import MISSING, Kamailio, echo_as_200, kamailio, until_alive

HOST = "127.0.0.1"
HURRIED = 20.0
pytestmark = [
    pytest.mark.softphone,
    pytest.mark.skipif(MISSING is not None, reason=str(MISSING)),
]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Kamailio]:
    first, other = vacant_places(2)
    with kamailio(tmp_path, first, others=[other]) as running:
        await until_alive(first)
        yield running


@pytest.fixture
async def phone() -> AsyncIterator[Softphone]:
    async with Softphone() as started:
        yield started


async def test_it_answers_options_and_challenges_a_register_without_credentials(server: Kamailio) -> None:
    profile = Profile(server.account(), alternatives=(Alternative("udp", server.others[0].port),))
    facts = [fact async for fact in sip_alg.measure(ProbeContext(profile))]
    answers = {
        (fact.method, fact.path): parse_message(fact.replies[-1].raw.encode("latin-1"))
        for fact in facts
        if isinstance(fact, SipExchange) and fact.signal == "received_private" and fact.transport == "udp"
    }
    for place in (server.server, server.others[0]):
        options, register = answers["OPTIONS", f"udp:{place.port}"], answers["REGISTER", f"udp:{place.port}"]
        assert (options.status, register.status) == (200, 401)
        assert 'realm="provider.example"' in (register.get("www-authenticate") or "")
        for message in (options, register):
            assert message.top_via is not None
            assert message.top_via.received == HOST


async def test_signing_in_with_the_right_password(server: Kamailio, phone: Softphone) -> None:
    registration = await phone.register(server.account())
    assert (registration.outcome, registration.status, registration.challenges) == ("registered", 200, 1)


async def test_the_wrong_password_is_refused(server: Kamailio, phone: Softphone) -> None:
    registration = await phone.register(server.account(password="wrong"))
    assert (registration.outcome, registration.status) == ("refused", 401)


async def test_a_call_between_two_accounts_has_sound_both_ways(server: Kamailio, phone: Softphone) -> None:
    assert (await phone.register(server.account())).outcome == "registered"
    async with echo_as_200(server, HOST):
        report = await phone.call("200", EchoScript(phone.folder))
    (result,) = [fact for fact in report.facts if isinstance(fact, CallResult)]
    assert (result.outcome, result.status, result.ended_by) == ("connected", 200, "us")
    (loop,) = [fact for fact in report.facts if isinstance(fact, SoundLoop)]
    assert loop.windows_heard >= 0.9 * loop.windows > 40
    flows = [fact for fact in report.facts if isinstance(fact, MediaFlow) and fact.counted_by == "us"]
    assert all(flow.packets for flow in flows)


async def test_calling_nobody_is_an_answer(server: Kamailio, phone: Softphone) -> None:
    assert (await phone.register(server.account())).outcome == "registered"
    report = await phone.call("200", EchoScript(phone.folder))
    assert (report.result.outcome, report.result.status) == ("refused", 404)


async def test_a_call_from_phone_to_phone_is_not_taken_for_one_from_outside(server: Kamailio) -> None:
    """The service sends it to every phone of the account, and so to the one that waits for its call."""
    profile = Profile(server.account(), numbers=Numbers(callback="200"))  # takes the order, and calls nobody
    context = ProbeContext(profile, pace=HURRIED)
    async with echo_as_200(server, HOST):
        waiting = asyncio.ensure_future(_all_of(inbound, context))
        await _until_signed_in(server, 1)
        between = await _all_of(extension, context)
        outside = await waiting
    trials = [fact for fact in outside if isinstance(fact, InboundTrial)]
    assert {(one.asked, one.invites, one.rang_after_s) for one in trials} == {(True, 0, None)}
    assert [fact.confirmed for fact in between if isinstance(fact, ExtensionCall)] == [True, True]


async def _all_of(probe: Probe, context: ProbeContext) -> list[Fact]:
    return [fact async for fact in probe.measure(context)]


async def _until_signed_in(server: Kamailio, phones: int) -> None:
    """Ask the registrar, as another phone, until so many are there."""
    async with light_phone(server.server, server.account(), lambda fact: None) as phone:
        while True:
            answer = await phone.bindings()
            if answer is not None and len(answer.all("contact")) >= phones:
                return
            await asyncio.sleep(0.05)
