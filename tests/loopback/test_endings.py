"""How calls end when they do not end well, and that the stack is clean afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import CallResult, MediaFlow
from app.protocols.sip import SipMessage as ParsedMessage
from app.protocols.sip_build import build_response
from app.softphone.endpoint import MAX_CALLS, Stack
from app.softphone.face import Conversation
from app.softphone.phone import Softphone
from app.softphone.scripts import EchoScript, HearScript
from app.testline.server import TestLine
from tests.loopback.conftest import PATIENT, QUICK, account
from tests.loopback.peers import nothing, peer

pytestmark = pytest.mark.softphone


class Registrar:
    """Registers anybody; INVITEs get the answers given, in order, all at once."""

    def __init__(self, *answers: tuple[int, str], body: bytes = b"", bye: bool = True) -> None:
        self._answers, self._body, self.bye = answers, body, bye

    def __call__(self, message: ParsedMessage, source: Endpoint, here: Endpoint) -> Iterable[bytes]:
        if message.method == "REGISTER":
            yield build_response(message, 200, "OK", source=source, to_tag="p", extra=(("Expires", "60"),))
        elif message.method == "INVITE":
            for status, phrase in self._answers:
                yield self._answer(message, source, here, status, phrase)
        elif message.method == "CANCEL" or (message.method == "BYE" and self.bye):
            yield build_response(message, 200, "OK", source=source, to_tag="p")

    def _answer(self, message: ParsedMessage, source: Endpoint, here: Endpoint, status: int, phrase: str) -> bytes:
        body = self._body if status == 200 else b""
        kind = "application/sdp" if body else None
        return build_response(
            message,
            status,
            phrase,
            source=source,
            to_tag="p",
            contact=f"<sip:p@{here}>",
            body=body,
            content_type=kind,
        )


def sdp(port: int) -> bytes:
    """An answer with G.711 at *port*, where nobody may be."""
    lines = ("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", f"m=audio {port} RTP/AVP 0", "")
    return "\r\n".join(lines).encode()


class Until:
    """A script that waits for a condition of the test."""

    purpose = "echo"

    def __init__(self) -> None:
        self.talking = asyncio.Event()
        self.go_on = asyncio.Event()

    async def talk(self, call: Conversation) -> bool:
        self.talking.set()
        waits = [asyncio.ensure_future(event.wait()) for event in (call.ended, self.go_on)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return not call.ended.is_set()

    def after(self, call: Conversation) -> None:
        """Nothing."""


async def no_call_is_up(line: TestLine) -> None:
    """Wait until the far end knows that the call is over."""
    async with asyncio.timeout(60):
        while line.calls:  # noqa: ASYNC110 - the test line has no event for it
            await asyncio.sleep(0.02)


async def test_dialling_into_silence_is_silent(quick_phone: Softphone) -> None:
    async with peer(Registrar()) as far:
        await quick_phone.register(account(far.at))
        report = await quick_phone.call("echo", EchoScript(quick_phone.folder))
    assert (report.result.outcome, report.result.status, report.result.phrase) == ("silent", None, "")


async def test_ringing_for_ever_is_silent_with_the_last_status(quick_phone: Softphone) -> None:
    async with peer(Registrar((180, "Ringing"))) as far:
        await quick_phone.register(account(far.at))
        report = await quick_phone.call("echo", EchoScript(quick_phone.folder))
        await far.got("CANCEL")
    assert (report.result.outcome, report.result.status) == ("silent", 180)


async def test_busy_is_refused(phone: Softphone) -> None:
    async with peer(Registrar((100, "Trying"), (486, "Busy Here"))) as far:
        await phone.register(account(far.at))
        report = await phone.call("echo", EchoScript(phone.folder))
    assert (report.result.outcome, report.result.status, report.result.phrase) == ("refused", 486, "Busy Here")


async def test_an_answer_without_sound_is_no_media(quick_phone: Softphone) -> None:
    async with peer(Registrar((200, "OK"))) as far:
        await quick_phone.register(account(far.at))
        report = await quick_phone.call("echo", EchoScript(quick_phone.folder))
    assert (report.result.outcome, report.result.status) == ("no_media", 200)


async def test_an_answer_where_nobody_speaks_counts_nothing_inbound(phone: Softphone) -> None:
    async with peer(nothing) as quiet, peer(Registrar((200, "OK"), body=sdp(quiet.at.port))) as far:
        await phone.register(account(far.at))
        report = await phone.call("echo", HearScript(phone.folder, "echo", longest_s=1.0))
    flows = {flow.direction: flow for flow in report.facts if isinstance(flow, MediaFlow)}
    assert flows["inbound"].packets == 0
    assert flows["inbound"].source_address is None
    assert (flows["outbound"].packets or 0) > 20
    assert report.result.outcome == "connected"


async def test_a_goodbye_that_is_never_answered_costs_little(quick_phone: Softphone) -> None:
    async with peer(nothing) as quiet, peer(Registrar((200, "OK"), body=sdp(quiet.at.port), bye=False)) as far:
        await quick_phone.register(account(far.at))
        report = await quick_phone.call("echo", HearScript(quick_phone.folder, "echo", longest_s=0.5))
        await far.got("BYE")
    assert report.result.outcome == "connected"
    assert report.result.ended_by == "us"


async def test_calls_whose_goodbye_is_not_answered_make_the_next_one_wait(quick_phone: Softphone) -> None:
    registrar = Registrar((200, "OK"), body=sdp(9), bye=False)
    async with peer(registrar) as far:
        await quick_phone.register(account(far.at))
        for _ in range(MAX_CALLS):
            await quick_phone.call("echo", HearScript(quick_phone.folder, "echo", longest_s=0.1))
        next_call = asyncio.create_task(quick_phone.call("echo", HearScript(quick_phone.folder, "echo", longest_s=0.1)))
        done, _ = await asyncio.wait({next_call}, timeout=0.3)
        assert not done
        registrar.bye = True
        report = await next_call
    assert report.result.outcome == "connected"


async def test_stopped_while_it_waits_for_a_place(quick_phone: Softphone) -> None:
    async with peer(Registrar((200, "OK"), body=sdp(9), bye=False)) as far:
        await quick_phone.register(account(far.at))
        for _ in range(MAX_CALLS):
            await quick_phone.call("echo", HearScript(quick_phone.folder, "echo", longest_s=0.1))
        next_call = asyncio.create_task(quick_phone.call("echo", HearScript(quick_phone.folder, "echo", longest_s=0.1)))
        await asyncio.wait({next_call}, timeout=0.2)
        next_call.cancel()
        await asyncio.wait({next_call})
    assert next_call.cancelled()
    assert [report.result.outcome for report in quick_phone.reports] == ["connected"] * MAX_CALLS


async def test_a_far_end_that_hangs_up_first_has_dropped_the_call(line: TestLine, phone: Softphone) -> None:
    await phone.register(account(line.udp[0]))
    script = Until()
    calling = asyncio.create_task(phone.call("hold*1", script))
    report = await calling
    assert script.talking.is_set()
    assert (report.result.outcome, report.result.ended_by) == ("dropped", "far_end")
    flows = [flow for flow in report.facts if isinstance(flow, MediaFlow) and flow.counted_by == "us"]
    assert len(flows) == 2  # read when the stream ended: afterwards they are gone
    assert any(isinstance(flow, MediaFlow) and flow.counted_by == "far_end_bye" for flow in report.facts)


async def test_stop_hangs_up_and_keeps_what_was_measured(line: TestLine, phone: Softphone) -> None:
    await phone.register(account(line.udp[0]))
    script = Until()
    calling = asyncio.create_task(phone.call("hold*60", script))
    await script.talking.wait()
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    results = [fact for fact in phone.take_facts() if isinstance(fact, CallResult)]
    assert [(result.outcome, result.ended_by) for result in results] == [("stopped", "us")]
    await no_call_is_up(line)
    report = await phone.call("nobody", EchoScript(phone.folder))
    assert report.result.status == 404  # the stack still works


async def test_stop_while_it_rings_cancels_the_call(phone: Softphone) -> None:
    rang = asyncio.Event()
    phone.ladder.listen(lambda entry: rang.set() if entry.message.status == 180 else None)
    async with peer(Registrar((180, "Ringing"))) as far:
        await phone.register(account(far.at))
        calling = asyncio.create_task(phone.call("echo", EchoScript(phone.folder)))
        await rang.wait()
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling
        await far.got("CANCEL")


async def test_stop_does_not_wait_for_a_far_end_that_says_nothing(phone: Softphone) -> None:
    """Stop has its own, shorter patience: the person waits for it."""
    async with peer(nothing) as quiet, peer(Registrar((200, "OK"), body=sdp(quiet.at.port), bye=False)) as far:
        await phone.register(account(far.at))
        script = Until()
        calling = asyncio.create_task(phone.call("echo", script))
        await script.talking.wait()
        calling.cancel()
        async with asyncio.timeout(PATIENT.stop_wait_s + 5):
            with pytest.raises(asyncio.CancelledError):
                await calling
        await far.got("BYE")
    assert PATIENT.stop_wait_s < 0.5


async def test_closing_in_the_middle_of_a_call_says_goodbye(line: TestLine) -> None:
    phone = Softphone(PATIENT)
    await phone.start()
    await phone.register(account(line.udp[0]))
    script = Until()
    calling = asyncio.create_task(phone.call("hold*60", script))
    await script.talking.wait()
    await phone.close()
    report = await calling
    assert report.result.outcome == "dropped"
    assert not phone.folder.exists()
    await no_call_is_up(line)
    await phone.close()


async def test_a_second_phone_at_the_same_time_is_refused_before_it_can_abort_the_process(phone: Softphone) -> None:
    with pytest.raises(RuntimeError, match="one softphone"):
        Stack(QUICK, lambda line: None).open()
    async with peer(Registrar((486, "Busy Here"))) as far:
        await phone.register(account(far.at))
        assert (await phone.call("echo", EchoScript(phone.folder))).result.status == 486
