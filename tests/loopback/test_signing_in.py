"""Signing in against servers that are silent, refuse, loop, or talk nonsense: each its own outcome, in bounded time."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable

import pytest

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.facts import Registration, SignInCourse, SipMessage
from app.model.profile import Account
from app.protocols.sip import SipMessage as ParsedMessage
from app.protocols.sip_build import build_response
from app.softphone.phone import MAX_WAITING, Softphone
from tests.loopback.conftest import QUICK, account
from tests.loopback.peers import always, nothing, peer

pytestmark = pytest.mark.softphone


async def test_a_silent_server_is_silent_long_before_pjsips_own_time(quick_phone: Softphone) -> None:
    async with peer(nothing) as far:
        outcome = await quick_phone.register(account(far.at))
    assert (outcome.outcome, outcome.status, outcome.challenges) == ("silent", None, 0)
    assert QUICK.silence_wait_s <= outcome.elapsed_s < 32
    assert outcome.server == str(far.at)
    assert set(far.methods()) == {"REGISTER"}


@pytest.mark.parametrize(("status", "phrase"), [(403, "Forbidden"), (404, "Not Found"), (503, "Service Unavailable")])
async def test_a_refusal_keeps_the_servers_own_words(phone: Softphone, status: int, phrase: str) -> None:
    async with peer(always(status, phrase)) as far:
        outcome = await phone.register(account(far.at))
    assert (outcome.outcome, outcome.status, outcome.phrase) == ("refused", status, phrase)


async def test_408_from_the_server_is_an_answer_not_silence(phone: Softphone) -> None:
    async with peer(always(408, "Request Timeout")) as far:
        outcome = await phone.register(account(far.at))
    assert (outcome.outcome, outcome.status) == ("refused", 408)


async def test_a_wrong_password_shows_as_a_challenge_and_a_refusal(phone: Softphone) -> None:
    challenge = ("WWW-Authenticate", 'Digest realm="testline.invalid", nonce="n1", algorithm=MD5, qop="auth"')

    def answer(message: ParsedMessage, source: Endpoint, here: Endpoint) -> Iterable[bytes]:
        known = message.get("Authorization") is not None
        status, phrase = (403, "Forbidden") if known else (401, "Unauthorized")
        yield build_response(
            message, status, phrase, source=source, to_tag="p", extra=() if known else (challenge,)
        )  # fmt: skip

    async with peer(answer) as far:
        outcome = await phone.register(account(far.at))
    assert (outcome.outcome, outcome.status, outcome.challenges) == ("refused", 403, 1)


async def test_an_endless_challenge_ends(phone: Softphone) -> None:
    nonces = itertools.count()

    def answer(message: ParsedMessage, source: Endpoint, here: Endpoint) -> Iterable[bytes]:
        challenge = f'Digest realm="testline.invalid", nonce="n{next(nonces)}", stale=true, algorithm=MD5'
        extra = (("WWW-Authenticate", challenge),)
        yield build_response(message, 401, "Unauthorized", source=source, to_tag="p", extra=extra)

    async with peer(answer) as far:
        outcome = await phone.register(account(far.at))
    assert (outcome.outcome, outcome.status) == ("refused", 401)
    assert outcome.challenges >= 2


async def test_trying_for_ever_ends(quick_phone: Softphone) -> None:
    async with peer(always(100, "Trying")) as far:
        outcome = await quick_phone.register(account(far.at))
    assert (outcome.outcome, outcome.status) == ("silent", None)


async def test_nonsense_is_no_answer_but_is_kept_for_the_ladder(quick_phone: Softphone) -> None:
    def answer(message: ParsedMessage, source: Endpoint, here: Endpoint) -> Iterable[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        yield b"\xff" * 900
        yield b"SIP/2.0 200 OK\r\n" + b"Via: x\r\n" * 300 + b"\r\n"
        yield b""
        yield b"BYE sip:x SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n"

    async with peer(answer) as far:
        outcome = await quick_phone.register(account(far.at))
    assert outcome.outcome == "silent"
    received = [
        fact for fact in quick_phone.take_facts() if isinstance(fact, SipMessage) and fact.direction == "inbound"
    ]
    assert any(fact.raw.startswith("BYE sip:x") for fact in received)


async def test_a_flood_beside_the_answer_changes_nothing(phone: Softphone) -> None:
    def answer(message: ParsedMessage, source: Endpoint, here: Endpoint) -> Iterable[bytes]:
        stray = (
            b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\n"
        )
        for number in range(60):
            yield stray + f"Call-ID: stray{number}\r\nCSeq: 1 REGISTER\r\n\r\n".encode()
        yield build_response(message, 200, "OK", source=source, to_tag="p", extra=(("Expires", "60"),))

    async with peer(answer) as far:
        outcome = await phone.register(account(far.at))
    assert outcome.outcome == "registered"
    assert 60 < len(phone.take_facts()) <= MAX_WAITING


async def test_stop_while_signing_in_leaves_a_phone_that_works(phone: Softphone) -> None:
    async with peer(nothing) as quiet, peer(always(403, "Forbidden")) as far:
        signing_in = asyncio.create_task(phone.register(account(quiet.at)))
        await quiet.got("REGISTER")
        signing_in.cancel()
        with pytest.raises(asyncio.CancelledError):
            await signing_in
        assert (await phone.register(account(far.at))).status == 403


async def test_a_closed_tcp_port_is_told_at_once(phone: Softphone) -> None:
    async with peer(nothing) as far:  # a UDP port: nobody listens there for TCP
        outcome = await phone.register(account(far.at, transport="tcp"))
    assert (outcome.outcome, outcome.status) == ("transport_error", None)
    assert "refused" in outcome.phrase.lower()


async def test_a_name_without_address_is_unresolved(phone: Softphone) -> None:
    outcome = await phone.register(Account("no..such..name", "100", port=5060))
    assert (outcome.outcome, outcome.status) == ("unresolved", None)


async def test_a_server_with_ipv6_only_is_said_before_the_stack_could_abort(phone: Softphone) -> None:
    with pytest.raises(UserError) as trouble:
        await phone.register(Account("[::1]:5060", "100"))
    assert trouble.value.text_id == "softphone_ipv6"


async def test_the_second_sign_in_starts_from_another_port(phone: Softphone) -> None:
    async with peer(always(200, "OK", ("Expires", "60"))) as far:
        for _ in range(2):
            await phone.register(account(far.at))
    ports = {via.port for message in far.requests if (via := message.top_via)}
    assert len(ports) == 2


async def test_what_is_sent_names_our_real_socket_and_repairs_nothing(phone: Softphone) -> None:
    sources = set[Endpoint]()

    def answer(message: ParsedMessage, source: Endpoint, here: Endpoint) -> Iterable[bytes]:
        sources.add(source)
        seen = Endpoint("203.0.113.7", 40000)
        yield build_response(message, 401, "Unauthorized", source=seen, to_tag="p", extra=(CHALLENGE,))

    async with peer(answer) as far:
        await phone.register(account(far.at))
    (source,) = sources
    for message in far.requests:
        via, contact = message.top_via, message.contact
        assert via is not None
        assert contact is not None
        assert contact.uri is not None
        assert (via.host, via.port) == source
        assert (contact.uri.host, contact.uri.port) == source
    assert len(far.requests) > 1


CHALLENGE = ("WWW-Authenticate", 'Digest realm="testline.invalid", nonce="n1", algorithm=MD5')


async def test_no_password_or_digest_leaves_in_a_fact(phone: Softphone) -> None:
    async with peer(always(401, "Unauthorized", CHALLENGE)) as far:
        await phone.register(account(far.at, password="hunter2-secret"))
    sent = next(value for message in far.requests if (value := message.get("Authorization")))
    response = sent.partition('response="')[2].partition('"')[0]
    assert len(response) == 32
    facts = phone.take_facts()
    assert any(isinstance(fact, Registration) for fact in facts)
    assert all(text not in repr(facts) for text in (response, "hunter2-secret"))


async def test_the_course_tells_stale_challenges_and_where_the_server_saw_us(phone: Softphone) -> None:
    nonces = itertools.count()

    def answer(message: ParsedMessage, source: Endpoint, here: Endpoint) -> Iterable[bytes]:
        stale = ", stale=true" if message.get("Authorization") else ""
        challenge = f'Digest realm="testline.invalid", nonce="n{next(nonces)}"{stale}, algorithm=MD5'
        moved = source._replace(port=source.port + 1) if stale else source
        extra = (("WWW-Authenticate", challenge),)
        yield build_response(message, 401, "Unauthorized", source=moved, to_tag="p", extra=extra)

    async with peer(answer) as far:
        await phone.register(account(far.at))
    (course,) = [fact for fact in phone.take_facts() if isinstance(fact, SignInCourse)]
    first, *others = course.steps
    assert (first.status, first.answered, first.stale, first.new_nonce) == (401, False, False, True)
    assert others
    assert all((step.answered, step.stale, step.new_nonce) == (True, True, True) for step in others)
    assert {step.seen_from for step in others}.isdisjoint({first.seen_from})


async def test_423_and_503_tell_what_the_server_wants(phone: Softphone) -> None:
    async with peer(always(503, "Busy", ("Retry-After", "120"))) as far:
        await phone.register(account(far.at))
    (course,) = [fact for fact in phone.take_facts() if isinstance(fact, SignInCourse)]
    assert (course.steps[-1].status, course.retry_after_s) == (503, 120)
