"""Signing in, refusals, and the answers that need no memory."""

from __future__ import annotations

import pytest

from app.model.endpoint import Endpoint
from app.model.secret import Secret
from app.protocols.sip import parse_message
from app.protocols.sip_stream import PING, PONG
from app.testline.config import Limits, TestLineConfig
from app.testline.server import TestLine
from tests.unit.protocols.torture import MESSAGES
from tests.unit.testline.phone import DOMAIN, phone
from tests.virtual_time import virtual_time

REGISTRAR = f"sip:{DOMAIN}"
transports = pytest.mark.parametrize("transport", ["udp", "tcp"])


def server(line: TestLine, transport: str) -> Endpoint:
    return line.udp[0] if transport == "udp" else line.tcp[0]


@transports
@virtual_time
async def test_options_is_answered_with_where_it_came_from(transport: str) -> None:
    async with TestLine() as line, phone(server(line, transport), transport) as caller:
        answer = await caller.ask("OPTIONS")
        assert answer.status == 200
        assert answer.top_via is not None
        assert (answer.top_via.received, answer.top_via.rport) == ("127.0.0.1", caller.local.port)
        assert answer.to is not None
        assert answer.to.tag


@virtual_time
async def test_the_same_question_gets_the_same_tag() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        question = caller.build("OPTIONS")
        tags = set()
        for _ in range(2):
            await caller.send(question)
            to = (await caller.next_message()).to
            assert to is not None
            tags.add(to.tag)
        assert len(tags) == 1


@virtual_time
async def test_without_rport_the_answer_goes_to_the_port_of_the_via() -> None:
    """RFC 3261 section 18.2.2; always to the host that asked, whatever maddr says."""
    async with TestLine() as line, phone(line.udp[0]) as asking, phone(line.udp[0]) as hearing:
        via = f"SIP/2.0/UDP 192.0.2.99:{hearing.local.port};maddr=192.0.2.98;branch=z9hG4bKport"
        await asking.send(asking.build("OPTIONS", via=via))
        answer = await hearing.next_message()
        assert answer.status == 200
        assert answer.top_via is not None
        assert answer.top_via.received == "127.0.0.1"


@transports
@virtual_time
async def test_registering_listing_and_removing(transport: str) -> None:
    async with TestLine() as line, phone(server(line, transport), transport) as caller:
        answer = await caller.register(extra=[("Expires", "120")])
        assert answer.status == 200
        assert [binding.uri for binding in line.bindings("100")] == [f"sip:100@{caller.local};transport={transport}"]
        fetched = await caller.signed("REGISTER", REGISTRAR)
        assert fetched.status == 200
        contact = fetched.contact
        assert contact is not None
        assert contact.params["expires"] in {"119", "120"}
        assert (await caller.register("*", extra=[("Expires", "0")])).all("contact") == ()
        assert line.bindings("100") == ()


@virtual_time
async def test_contacts_come_back_as_they_were_written() -> None:
    canaries = ("<sip:100@192.168.77.5:5099;ob>", '"X" <sip:100@canary.invalid>;expires=60;q=0.5', "<sip:100@10.9.8.7>")
    async with TestLine() as line, phone(line.udp[0]) as caller:
        answer = await caller.register(", ".join(canaries))
        assert [address.partition(">")[0] for address in answer.all("contact")] == [
            "<sip:100@192.168.77.5:5099;ob",
            "<sip:100@canary.invalid",
            "<sip:100@10.9.8.7",
        ]
        assert answer.all("contact")[1] == "<sip:100@canary.invalid>;q=0.5;expires=60"
        one_less = await caller.register("<sip:100@canary.invalid>;expires=0")
        assert len(one_less.all("contact")) == 2


@virtual_time
async def test_bindings_end_by_themselves() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        await caller.register(extra=[("Expires", "30")])
        assert line.bindings("100")
        await caller.receive(31)
        assert line.bindings("100") == ()


@pytest.mark.parametrize(
    ("contact", "expires", "status"),
    [
        ("<sip:100@192.0.2.1>", "5", 423),
        ("*", "60", 400),
        ("*, <sip:100@192.0.2.1>", "0", 400),
        ("<mailto:a@b>", "60", 400),
        (", ".join(f"<sip:{number}@192.0.2.1>" for number in range(33)), "60", 403),
        (f"<sip:{'x' * 600}@192.0.2.1>", "60", 400),
    ],
)
@virtual_time
async def test_a_registration_that_cannot_be_followed_changes_nothing(contact: str, expires: str, status: int) -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        answer = await caller.register(contact, extra=[("Expires", expires)])
        assert answer.status == status
        assert line.bindings("100") == ()


@virtual_time
async def test_an_old_number_does_not_undo_a_newer_one() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        await caller.register()
        caller.cseq -= 2
        assert (await caller.register(f"{caller.contact};expires=0")).status == 500
        assert len(line.bindings("100")) == 1


@virtual_time
async def test_a_wrong_password_is_asked_for_again_and_never_stale() -> None:
    async with TestLine() as line, phone(line.udp[0], password=Secret("wrong")) as caller:
        answer = await caller.register()
        assert answer.status == 401
        assert "stale" not in (answer.get("www-authenticate") or "")
        assert line.bindings("100") == ()


@virtual_time
async def test_an_unknown_user_is_treated_like_a_wrong_password() -> None:
    async with TestLine() as line, phone(line.udp[0], user="999") as caller:
        assert (await caller.register()).status == 401


@virtual_time
async def test_another_users_address_is_refused() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        caller.to = f"<sip:200@{DOMAIN}>"
        assert (await caller.register()).status == 403


@virtual_time
async def test_an_old_nonce_is_stale() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        refusal = await caller.ask("REGISTER", REGISTRAR)
        await caller.receive(301)
        late = await caller.ask("REGISTER", REGISTRAR, extra=[caller.authorize(refusal, "REGISTER", REGISTRAR)])
        assert late.status == 401
        assert "stale=true" in (late.get("www-authenticate") or "")
        again = await caller.ask("REGISTER", REGISTRAR, extra=[caller.authorize(late, "REGISTER", REGISTRAR)])
        assert again.status == 200


@pytest.mark.parametrize(
    ("method", "status"),
    [("NOTIFY", 405), ("REFER", 405), ("MESSAGE", 405), ("BYE", 405), ("FOO", 501)],
)
@virtual_time
async def test_methods_that_are_not_offered(method: str, status: int) -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        assert (await caller.ask(method)).status == status


@virtual_time
async def test_required_extensions_are_named_as_unsupported() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        answer = await caller.ask("OPTIONS", extra=[("Require", "100rel, foo")])
        assert (answer.status, answer.get("unsupported")) == (420, "100rel, foo")


@virtual_time
async def test_a_body_that_was_cut_is_named() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        whole = caller.build("OPTIONS", body=b"0123456789")
        await caller.send(whole[:-3])
        assert (await caller.next_message()).status == 400


@virtual_time
async def test_requests_inside_calls_that_do_not_exist() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        caller.to = f"<sip:echo@{DOMAIN}>;tag=nobody"
        for method in ("BYE", "INVITE", "INFO", "UPDATE"):
            assert (await caller.ask(method)).status == 481
        await caller.send(caller.build("ACK"))
        assert (await caller.ask("OPTIONS")).status == 481  # the ACK was not answered
        caller.to = ""
        assert (await caller.ask("CANCEL")).status == 481


@transports
@virtual_time
async def test_torture_messages_do_no_harm(transport: str) -> None:
    async with TestLine() as line:
        for data in MESSAGES.values():
            async with phone(server(line, transport), transport) as caller:
                await caller.send(data)
        async with phone(server(line, transport), transport) as caller:
            assert (await caller.ask("OPTIONS")).status == 200


@virtual_time
async def test_junk_is_not_answered() -> None:
    junk = (b"", b"jaK\0", b"\r\n\r\n", b"OPTIONS sip:a SIP/2.0\r\n\r\n", b"x" * 60_000, bytes(range(256)) * 8)
    async with TestLine() as line, phone(line.udp[0]) as caller:
        for data in junk:
            await caller.send(data)
        stray = parse_message(caller.build("OPTIONS"))
        await caller.answer(stray)
        answer = await caller.ask("OPTIONS")
        assert answer.status == 200
        assert not caller.waiting


@virtual_time
async def test_answers_to_strangers_stay_small() -> None:
    """No answer to an unsigned request is more than a challenge larger than the question."""
    async with TestLine() as line, phone(line.udp[0]) as caller:
        for method, more in (("OPTIONS", 0), ("FOO", 0), ("SUBSCRIBE", 120), ("REGISTER", 120), ("INVITE", 120)):
            question = caller.build(method, f"sip:{DOMAIN}", contact=caller.contact, extra=[("User-Agent", "test")])
            await caller.send(question)
            assert len((await caller.next_message()).raw) <= len(question) + more, method


@virtual_time
async def test_a_flood_is_not_answered_until_it_ends() -> None:
    limits = Limits(messages_per_second=10, message_burst=20)
    async with TestLine(TestLineConfig(limits=limits)) as line, phone(line.udp[0]) as caller:
        answered = 0
        for _ in range(100):
            await caller.send(caller.build("OPTIONS"))
        while await caller.receive(0.5):
            answered += 1
        assert 20 <= answered <= 26
        assert (await caller.ask("OPTIONS")).status == 200


@virtual_time
async def test_a_repeated_registration_is_answered_from_memory() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        refusal = await caller.ask("REGISTER", REGISTRAR)
        sent = caller.build(
            "REGISTER", REGISTRAR, contact=caller.contact, extra=[caller.authorize(refusal, "REGISTER", REGISTRAR)]
        )
        answers = []
        for _ in range(3):
            await caller.send(sent)
            answers.append((await caller.next_message()).raw)
        assert len(set(answers)) == 1
        assert answers[0].startswith(b"SIP/2.0 200 ")


@virtual_time
async def test_tcp_keep_alives_are_answered() -> None:
    async with TestLine() as line, phone(line.tcp[0], "tcp") as caller:
        assert caller.stream is not None
        await caller.send(PING)
        assert await caller.stream.receive(5) == PONG


@virtual_time
async def test_a_tcp_stream_that_is_not_sip_is_closed() -> None:
    async with TestLine() as line, phone(line.tcp[0], "tcp") as caller:
        assert caller.stream is not None
        await caller.send(b"GET / HTTP/1.1\r\n\r\n")
        assert await caller.stream.receive(5) == b""
