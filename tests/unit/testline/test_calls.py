"""Calls in virtual time: transactions, dialogs, ends, and what each number does."""

from __future__ import annotations

import asyncio

import pytest

from app.model.endpoint import Endpoint
from app.protocols.g711 import encode
from app.protocols.sdp import build_audio_sdp, parse_sdp
from app.protocols.sip import SipMessage
from app.protocols.telephone_event import event_packets
from app.protocols.tone import sine
from app.testline.config import Limits, TestLineConfig
from app.testline.server import TestLine
from app.testline.sounds import frames, key_frames
from tests.unit.testline.phone import SDP, Phone, phone, phone_of_stopped_line
from tests.virtual_time import virtual_time

QUIET = TestLineConfig(greetings=False)


def statistics(message: SipMessage) -> dict[str, str]:
    """Both statistics headers as one table."""
    text = f"{message.get('p-rtp-stat')},{(message.get('x-callmend-heard') or '').replace(';', ',')}"
    return dict(part.partition("=")[::2] for part in text.split(",") if part)


def frames_of(samples_s: float, hertz: float = 1000) -> list[bytes]:
    sound = encode(sine(hertz, samples_s), "PCMU")
    return [sound[start : start + 160] for start in range(0, len(sound), 160)]


async def press(caller: Phone, keys: str, *, payload_type: int = 101) -> None:
    assert caller.media is not None
    for key in keys:
        stamp = caller.sequence * 160
        for packet in event_packets(key, payload_type=payload_type, ssrc=7, sequence=caller.sequence, timestamp=stamp):
            caller.speak(packet.payload, payload_type, stamp)
            await asyncio.sleep(0.02)
        caller.speak()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@virtual_time
async def test_echo_greets_and_then_returns_every_packet(transport: str) -> None:
    async with TestLine() as line, phone(line.udp[0] if transport == "udp" else line.tcp[0], transport) as caller:
        answer = await caller.call("echo")
        assert parse_sdp(answer.body).audio is not None
        caller.speak()
        heard = [packet for packet in [await caller.hear() for _ in frames("echo", "PCMU")] if packet]
        assert b"".join(packet.payload for packet in heard) == b"".join(frames("echo", "PCMU"))
        assert [packet.timestamp - heard[0].timestamp for packet in heard[:3]] == [0, 160, 320]
        assert heard[0].marker
        sent = frames_of(0.2)
        await asyncio.sleep(0.1)
        await caller.talk(sent)
        returned = [await caller.hear() for _ in sent]
        assert [packet.payload for packet in returned if packet] == sent
        assert len({packet.sequence for packet in returned if packet}) == len(sent)
        goodbye = await caller.hang_up()
        assert goodbye.status == 200
        told = statistics(goodbye)
        assert (told["PS"], told["PR"], told["PL"]) == (str(len(heard) + len(sent)), str(1 + len(sent)), "0")
        await asyncio.sleep(0.1)
        assert line.calls == ()
        assert line.records[-1].ended_by == "caller"


@virtual_time
async def test_echo_keeps_the_gaps_and_the_keys() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("echo")
        for number in (0, 1, 3):
            caller.speak(bytes([number]) * 160, timestamp=number * 160)
        caller.speak(b"\5\x80\3\x20", 101, timestamp=640)
        got = [packet for packet in [await caller.hear() for _ in range(4)] if packet]
        assert [packet.timestamp - got[0].timestamp for packet in got] == [0, 160, 480, 640]
        assert [packet.sequence - got[0].sequence for packet in got] == [0, 1, 2, 3]
        assert (got[3].payload_type, got[3].payload) == (101, b"\5\x80\3\x20")


@virtual_time
async def test_nothing_is_sent_to_where_nothing_came_from() -> None:
    """The offer names a stranger; sound goes to where sound comes from, and to nobody before."""
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller, phone(line.udp[0]) as stranger:
        await caller.call("speak", body=build_audio_sdp(stranger.rtp.local))
        assert await caller.hear(5) is None
        caller.speak()
        assert await caller.hear() is not None
        assert await stranger.hear(1) is None


@virtual_time
async def test_sound_follows_a_caller_whose_address_changed_but_not_a_single_stray() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller, phone(line.udp[0]) as other:
        await caller.call("echo")
        other.media = caller.media
        caller.speak(b"a" * 160)
        other.speak(b"b" * 160)
        caller.speak(b"c" * 160)
        assert [packet.payload[:1] for packet in [await caller.hear(), await caller.hear()] if packet] == [b"a", b"c"]
        for _ in range(6):
            other.speak(b"d" * 160)
        assert await other.hear(1) is not None
        assert statistics(await caller.hang_up())["sources"] == "2"


@virtual_time
async def test_speak_counts_to_ten_and_goes_on() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        await caller.call("speak")
        caller.speak()
        counting = frames("counting", "PCMU")
        heard = [packet.payload for packet in [await caller.hear() for _ in range(len(counting) + 60)] if packet]
        assert tuple(heard[: len(counting)]) == counting
        assert tuple(heard[-10:]) == counting[:10]
        assert statistics(await caller.hang_up())["PR"] == "1"


@virtual_time
async def test_listen_tells_what_it_heard() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        await caller.call("listen")
        payloads = frames_of(2.0, 1234)
        await caller.talk(payloads[:40])
        caller.sequence += 3  # lost on the way
        await caller.talk(payloads[43:])
        assert await caller.hear(0.1) is None
        told = statistics(await caller.hang_up())
        assert (told["PR"], told["PL"], told["PS"], told["OR"]) == ("97", "3", "0", str(97 * 160))
        assert (told["windows"], told["sound"], told["zero"]) == ("97", "97", "0")
        assert float(told["level"]) == pytest.approx(-10, abs=0.2)
        assert float(told["tone"]) == pytest.approx(1234, abs=10)
        assert float(told["share"]) > 0.9


@virtual_time
async def test_listen_tells_silence_from_nothing() -> None:
    async with TestLine() as line, phone(line.udp[0]) as silent, phone(line.udp[0]) as absent:
        await silent.call("listen")
        await absent.call("listen")
        await silent.talk([b"\xff" * 160] * 10)
        told = statistics(await silent.hang_up())
        assert (told["windows"], told["sound"], told["zero"], told["level"], told["tone"]) == ("10", "0", "1", "", "")
        nothing = statistics(await absent.hang_up())
        assert (nothing["PR"], nothing["windows"], nothing["zero"], nothing["sources"]) == ("0", "0", "0", "0")


@virtual_time
async def test_keypad_says_and_tells_the_keys() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("keypad", extra=[("Allow", "INVITE, ACK, BYE, MESSAGE")])
        caller.speak()
        await press(caller, "42#")
        message = await caller.next_message()
        assert (message.method, message.get("x-callmend-digits")) == ("MESSAGE", "42#")
        assert b"42#" in message.body
        await caller.answer(message)
        spoken = b"".join(key_frames("42#", "PCMU"))
        heard = b""
        while not heard.endswith(spoken):
            packet = await caller.hear()
            assert packet is not None
            heard += packet.payload
        goodbye = await caller.hang_up()
        assert goodbye.get("x-callmend-digits") == "42#"
        await asyncio.sleep(0.1)
        assert line.records[-1].keys == "42#"


@virtual_time
async def test_keypad_sends_no_message_to_who_does_not_take_it() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("keypad")
        caller.speak()
        await press(caller, "7")
        assert await caller.receive(5) is None
        assert (await caller.hang_up()).get("x-callmend-digits") == "7"


@virtual_time
async def test_keys_on_a_payload_type_that_was_not_agreed_are_not_heard() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("keypad")
        await press(caller, "12", payload_type=96)
        assert (await caller.hang_up()).get("x-callmend-digits") == ""


@pytest.mark.parametrize(
    ("kind", "body", "status", "keys"),
    [
        ("application/dtmf-relay", b"Signal=5\r\nDuration=160\r\n", 200, "5"),
        ("application/dtmf-relay;x=y", b"Signal= *\r\nDuration= 160\r\n", 200, "*"),
        ("application/dtmf", b"d", 200, "D"),
        ("application/dtmf-relay", b"Signal=16\r\n", 200, ""),
        ("text/plain", b"5", 415, ""),
        (None, b"", 200, ""),
    ],
)
@virtual_time
async def test_keys_by_info(kind: str | None, body: bytes, status: int, keys: str) -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("keypad")
        assert (await caller.ask("INFO", body=body, content_type=kind)).status == status
        assert (await caller.hang_up()).get("x-callmend-digits") == keys


@virtual_time
async def test_hold_lasts_as_long_as_dialled() -> None:
    async with TestLine() as line, phone(line.udp[0]) as caller:
        started = asyncio.get_running_loop().time()
        await caller.call("hold*45")
        caller.speak()
        goodbye = await caller.next_message()
        assert asyncio.get_running_loop().time() - started == pytest.approx(45, abs=0.1)
        assert goodbye.method == "BYE"
        assert goodbye.request_uri == f"sip:100@{caller.local};transport=udp"
        assert "cause=16" in (goodbye.get("reason") or "")
        assert int(statistics(goodbye)["PS"]) == pytest.approx(45 * 50, abs=5)
        await caller.answer(goodbye)
        await asyncio.sleep(0.1)
    assert line.records[-1].ended_by == "finished"


@virtual_time
async def test_hold_without_sound_ends_in_time_too() -> None:
    async with TestLine(TestLineConfig(hold_s=150)) as line, phone(line.udp[0]) as caller:
        started = asyncio.get_running_loop().time()
        await caller.call("hold")
        assert (await caller.next_message(200)).method == "BYE"
        assert asyncio.get_running_loop().time() - started == pytest.approx(150, abs=0.1)


@virtual_time
async def test_an_answer_is_repeated_until_it_is_confirmed() -> None:
    """RFC 3261 section 13.3.1.4: at 0.5 s, doubling to 4 s; after 32 s without ACK the call is ended."""
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        clock = asyncio.get_running_loop().time
        await caller.invite("echo")
        started = clock()
        times = []
        while (message := await caller.next_message()).status == 200:
            times.append(round(clock() - started, 1))
        assert times == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
        assert message.method == "BYE"
        assert "cause=408" in (message.get("reason") or "")
        assert round(clock() - started, 1) == 32.0
        await caller.answer(message)
        await asyncio.sleep(1)
        assert line.records[-1].ended_by == "no_ack"


@virtual_time
async def test_a_confirmed_answer_is_not_repeated() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("echo")
        assert await caller.receive(40) is None
        assert len(line.calls) == 1


@virtual_time
async def test_a_refusal_is_repeated_until_it_is_confirmed() -> None:
    """RFC 3261 section 17.2.1: timer G; its ACK ends it, and the repeated INVITE gets no second call."""
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        refusal = await caller.invite("nobody")
        assert refusal.status == 404
        for _ in range(3):
            assert (await caller.next_message()).raw == refusal.raw
        caller.to = refusal.get("to") or ""
        via = (refusal.get("via") or "").partition(";received")[0]
        await caller.send(caller.build("ACK", cseq=refusal.cseq[0] if refusal.cseq else 0, via=via))
        assert await caller.receive(40) is None


@virtual_time
async def test_an_unconfirmed_refusal_is_given_up() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.invite("nobody")
        count = 0
        while await caller.receive(10):
            count += 1
        assert count == 10


@virtual_time
async def test_ringing_and_cancelling() -> None:
    async with TestLine(TestLineConfig(ring_s=10)) as line, phone(line.udp[0]) as caller:
        ringing = await caller.invite("echo")
        assert ringing.status == 180
        via = (ringing.get("via") or "").partition(";received")[0]
        number = ringing.cseq[0] if ringing.cseq else 0
        await caller.send(caller.build("CANCEL", cseq=number, via=via))
        answers = [await caller.next_message(), await caller.next_message()]
        assert {(answer.status, answer.cseq[1] if answer.cseq else "") for answer in answers} == {
            (200, "CANCEL"),
            (487, "INVITE"),
        }
        caller.to = answers[1].get("to") or ""
        await caller.send(caller.build("ACK", cseq=number, via=via))
        assert await caller.receive(60) is None
        assert line.calls == ()


@virtual_time
async def test_a_cancel_that_comes_too_late_changes_nothing() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        answer = await caller.invite("echo")
        via = (answer.get("via") or "").partition(";received")[0]
        number = answer.cseq[0] if answer.cseq else 0
        late = await caller.ask("CANCEL", cseq=number, via=via)
        assert (late.status, late.cseq) == (200, (number, "CANCEL"))
        await caller.confirm(answer)
        assert len(line.calls) == 1


@virtual_time
async def test_hold_and_resume_by_the_caller() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("speak")
        caller.speak()
        assert await caller.hear()
        for direction, answered in (("sendonly", "recvonly"), ("inactive", "inactive")):
            held = await caller.ask(
                "INVITE",
                contact=caller.contact,
                body=build_audio_sdp(caller.rtp.local, direction=direction),  # type: ignore[arg-type]
                content_type=SDP,
            )
            await caller.confirm(held)
            audio = parse_sdp(held.body).audio
            assert audio is not None
            assert audio.direction == answered
            while await caller.hear(0.1):
                pass
            assert await caller.hear(3) is None
        resumed = await caller.ask("UPDATE", contact=caller.contact, body=caller.offer, content_type=SDP)
        assert resumed.status == 200
        assert await caller.hear()


@virtual_time
async def test_a_call_without_an_offer_gets_ours() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        answer = await caller.invite("echo", body=b"")
        ours = parse_sdp(answer.body).audio
        assert ours is not None
        assert ours.payload_types == (0, 8, 101)
        await caller.confirm(answer, build_audio_sdp(caller.rtp.local, codecs=((8, "PCMA/8000"),)))
        caller.speak(b"\xd5" * 160, 8)
        packet = await caller.hear()
        assert packet is not None
        assert (packet.payload_type, packet.payload) == (8, b"\xd5" * 160)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (build_audio_sdp(Endpoint("192.0.2.1", 4000), codecs=((18, "G729/8000"),)), 488),
        (b"nonsense", 488),
    ],
)
@virtual_time
async def test_an_offer_that_does_not_fit(body: bytes, status: int) -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        assert (await caller.invite("echo", body=body)).status == status
        assert line.calls == ()


@virtual_time
async def test_requests_inside_a_call() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("echo")
        assert (await caller.ask("OPTIONS")).status == 200
        assert (await caller.ask("MESSAGE", body=b"hello", content_type="text/plain")).status == 200
        assert (await caller.ask("REFER")).status == 405
        assert (await caller.ask("UPDATE")).status == 200
        assert (await caller.ask("BYE", cseq=1)).status == 500
        stranger_tag, caller.tag = caller.tag, "someone-else"
        assert (await caller.ask("BYE")).status == 481
        caller.tag = stranger_tag
        assert len(line.calls) == 1
        assert (await caller.hang_up()).status == 200


@virtual_time
async def test_a_repeated_bye_gets_the_same_answer() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("echo")
        bye = caller.build("BYE")
        await caller.send(bye)
        first = await caller.next_message()
        await asyncio.sleep(10)
        await caller.send(bye)
        assert (await caller.next_message()).raw == first.raw


@virtual_time
async def test_our_bye_is_repeated_until_it_is_answered() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("hold*1")
        byes = [await caller.next_message() for _ in range(4)]
        assert len({bye.raw for bye in byes}) == 1
        await caller.answer(byes[0])
        assert await caller.receive(60) is None


@virtual_time
async def test_limits_of_calls() -> None:
    config = TestLineConfig(greetings=False, limits=Limits(calls=3, calls_per_user=2))
    async with TestLine(config) as line:
        users = [("100", "mend-100", 200), ("100", "mend-100", 200), ("100", "mend-100", 486)]
        users += [("200", "mend-200", 200), ("200", "mend-200", 503)]
        for user, _, status in users:
            async with phone(line.udp[0], user=user) as caller:
                caller.password = line.config.accounts[user]
                assert (await caller.invite("echo")).status == status
        assert len(line.calls) == 3


@virtual_time
async def test_a_call_may_not_last_for_ever() -> None:
    config = TestLineConfig(greetings=False, limits=Limits(call_s=100))
    async with TestLine(config) as line, phone(line.udp[0]) as caller:
        await caller.call("listen")
        goodbye = await caller.next_message(200)
        assert (goodbye.method, "cause=102" in (goodbye.get("reason") or "")) == ("BYE", True)


@virtual_time
async def test_a_call_without_sound_is_ended() -> None:
    config = TestLineConfig(greetings=False, limits=Limits(silence_s=30))
    async with TestLine(config) as line, phone(line.udp[0]) as caller:
        await caller.call("listen")
        await asyncio.sleep(20)
        caller.speak()
        started = asyncio.get_running_loop().time()
        goodbye = await caller.next_message(200)
        assert (goodbye.method, "cause=44" in (goodbye.get("reason") or "")) == ("BYE", True)
        assert asyncio.get_running_loop().time() - started == pytest.approx(30, abs=0.1)


@virtual_time
async def test_stopping_says_goodbye() -> None:
    async with phone_of_stopped_line() as caller:
        goodbye = await caller.next_message(1)
        assert (goodbye.method, "cause=41" in (goodbye.get("reason") or "")) == ("BYE", True)


@virtual_time
async def test_trusted_hosts_need_no_password() -> None:
    config = TestLineConfig(greetings=False, trusted=frozenset({"127.0.0.1"}))
    async with TestLine(config) as line, phone(line.udp[0]) as caller:
        caller.to = "<sip:echo@x>"
        answer = await caller.ask("INVITE", "sip:echo@x", contact=caller.contact, body=caller.offer, content_type=SDP)
        assert answer.status == 200


@virtual_time
async def test_requests_of_ours_follow_the_route_of_the_call() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("hold*1", extra=[("Record-Route", "<sip:p2;lr>, <sip:p1;lr>")])
        goodbye = await caller.next_message()
        assert goodbye.all("route") == ("<sip:p2;lr>", "<sip:p1;lr>")


@virtual_time
async def test_the_callback_number_calls_back() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.register()
        await caller.call("callback*20")
        clock = asyncio.get_running_loop().time
        assert (await caller.hang_up()).status == 200
        started = clock()
        invite = await caller.next_message()
        assert (invite.method, round(clock() - started)) == ("INVITE", 20)
        assert invite.request_uri == f"sip:100@{caller.local};transport=udp"
        await caller.answer(invite, 180, "Ringing", contact=caller.contact)
        for _ in range(2):
            await caller.answer(invite, contact=caller.contact, body=caller.offer, content_type=SDP)
            assert (await caller.next_message()).method == "ACK"
        caller.media = parse_sdp(invite.body).audio_endpoint
        caller.speak(b"e" * 160)
        packet = await caller.hear()
        assert packet is not None
        assert packet.payload == b"e" * 160
        assert len(line.calls) == 1


@virtual_time
async def test_a_callback_that_is_not_taken_is_withdrawn() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.register()
        await caller.call("callback")
        await caller.hang_up()
        invite = await caller.next_message()
        await caller.answer(invite, 180, "Ringing")
        cancel = await caller.next_message()
        assert (cancel.method, cancel.get("via")) == ("CANCEL", invite.get("via"))
        await caller.answer(cancel)
        await caller.answer(invite, 487, "Request Terminated")
        assert (await caller.next_message()).method == "ACK"
        assert line.calls == ()


@virtual_time
async def test_nobody_is_called_back_who_is_not_registered() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("callback")
        await caller.hang_up()
        assert await caller.receive(60) is None
