"""Calls by the real softphone to the built-in test line: what each proves, and in which order its facts come."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import TypeVar

import pytest

from app.model.facts import (
    CallResult,
    Direction,
    Fact,
    FarEndHeard,
    KeypadDigits,
    KeysHeard,
    MediaAgreed,
    MediaFlow,
    RtpHeaders,
    SoundHeard,
    SoundLoop,
)
from app.model.header_rows import unpack_rows
from app.model.names import Transport
from app.softphone.face import CallReport
from app.softphone.keypad_script import DIGIT_MS, DIGITS, KeypadScript
from app.softphone.phone import Softphone
from app.softphone.scripts import EchoScript, HearScript, SpeakScript
from app.testline.server import TestLine
from tests.loopback.conftest import account

pytestmark = pytest.mark.softphone
_Fact = TypeVar("_Fact", bound=Fact)


def one(report: CallReport, kind: type[_Fact]) -> _Fact:
    (found,) = (fact for fact in report.facts if isinstance(fact, kind))
    return found


def flow(report: CallReport, direction: Direction, counted_by: str) -> MediaFlow:
    (found,) = (
        fact
        for fact in report.facts
        if isinstance(fact, MediaFlow) and (fact.direction, fact.counted_by) == (direction, counted_by)
    )
    return found


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_an_echo_call_proves_both_directions(line: TestLine, phone: Softphone, transport: Transport) -> None:
    server = line.udp[0] if transport == "udp" else line.tcp[0]
    registration = await phone.register(account(server, transport=transport))
    assert (registration.outcome, registration.status, registration.challenges) == ("registered", 200, 1)

    report = await phone.call("echo", EchoScript(phone.folder))

    assert report.result == report.facts[-1]
    assert (report.result.outcome, report.result.status, report.result.ended_by) == ("connected", 200, "us")
    loop = one(report, SoundLoop)
    assert loop.windows_heard >= 0.8 * loop.windows > 20
    assert loop.heard_hz == pytest.approx(loop.played_hz, abs=3)
    assert loop.level_dbfs == pytest.approx(-15, abs=1)
    assert loop.round_trip_ms is not None
    assert 0 < loop.round_trip_ms < 400
    assert one(report, SoundHeard).windows_with_sound > 100
    received, sent = flow(report, "inbound", "us"), flow(report, "outbound", "us")
    assert received.packets is not None
    assert received.packets > 100
    assert received.sdp_address == received.source_address
    assert sent.packets is not None
    told = flow(report, "outbound", "far_end_bye")
    assert told.packets == pytest.approx(sent.packets, abs=25)  # half a second on a busy computer
    assert flow(report, "inbound", "far_end_bye").packets == pytest.approx(received.packets, abs=25)
    heard = one(report, FarEndHeard)
    assert heard.tone_hz == pytest.approx(loop.played_hz, abs=10)
    assert heard.sources == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the other wheels tell nothing of what arrived")
async def test_the_headers_of_an_echo_call_are_those_of_the_far_end(line: TestLine, phone: Softphone) -> None:
    """Both streams whole, with their numbers: the test line returns ours under a name of its own."""
    await phone.register(account(line.udp[0]))
    report = await phone.call("echo", EchoScript(phone.folder))
    ways = {fact.direction: fact for fact in report.facts if isinstance(fact, RtpHeaders)}
    agreed = one(report, MediaAgreed)
    for direction in ("outbound", "inbound"):
        fact = ways[direction]
        rows = unpack_rows(fact.rows)
        counted = flow(report, direction, "us").packets
        assert counted is not None
        assert len(rows) == fact.packets <= counted + 1
        assert fact.packets > 100
        steps = {(after.sequence - before.sequence) & 0xFFFF for before, after in pairwise(rows)}
        assert 1 in steps
        assert {row.size for row in rows} == {160}
    assert ways["outbound"].source == ways["inbound"].target == agreed.announced
    assert ways["inbound"].source == ways["outbound"].target == agreed.told
    assert ways["inbound"].ssrc != ways["outbound"].ssrc


async def test_the_far_end_counts_us_by_rtcp_too(line: TestLine, phone: Softphone) -> None:
    await phone.register(account(line.udp[0]))
    report = await phone.call("echo", EchoScript(phone.folder))
    assert flow(report, "outbound", "far_end_rtcp").lost == 0


async def test_a_number_that_speaks_is_heard_and_not_taken_for_an_echo(line: TestLine, phone: Softphone) -> None:
    await phone.register(account(line.udp[0]))
    report = await phone.call("speak", HearScript(phone.folder))
    sound = one(report, SoundHeard)
    assert sound.windows_with_sound > 50
    assert sound.level_dbfs is not None
    assert not any(isinstance(fact, SoundLoop) for fact in report.facts)
    assert one(report, FarEndHeard).all_zero


async def test_a_number_that_only_listens_tells_what_it_heard(line: TestLine, phone: Softphone) -> None:
    await phone.register(account(line.udp[0]))
    report = await phone.call("listen", SpeakScript(phone.folder, longest_s=3.0))
    heard = one(report, FarEndHeard)
    assert heard.tone_hz == pytest.approx(1250, abs=10)
    assert heard.level_dbfs == pytest.approx(-12, abs=3)
    sound = one(report, SoundHeard)
    assert sound.windows_with_sound == 0
    assert report.result.outcome == "connected"


async def test_an_echo_script_at_a_number_that_only_speaks_recognises_nothing(line: TestLine, phone: Softphone) -> None:
    await phone.register(account(line.udp[0]))
    report = await phone.call("speak", EchoScript(phone.folder, longest_s=4.0))
    loop = one(report, SoundLoop)
    assert (loop.windows_heard, loop.heard_hz, loop.round_trip_ms) == (0, None, None)
    assert loop.windows > 0


async def test_pressed_keys_are_told_back(line: TestLine, phone: Softphone) -> None:
    await phone.register(account(line.udp[0]))
    report = await phone.call("keypad", KeypadScript(phone.folder))
    parts = {(keys.method, keys.phase): keys for keys in report.facts if isinstance(keys, KeypadDigits)}
    assert list(parts) == [("inband", "plain"), ("info", "plain"), ("rfc4733", "after_hold"), ("rfc4733", "plain")]
    assert {part: keys.heard for part, keys in parts.items()} == {part: keys.sent for part, keys in parts.items()}
    assert parts["rfc4733", "plain"].sent == DIGITS
    assert parts["info", "plain"].status == 200
    pressed = one(report, KeysHeard)
    events = [press for press in pressed.presses if press.method == "rfc4733"]
    assert all(press.ended and press.duration_ms == pytest.approx(DIGIT_MS, abs=30) for press in events)
    assert pressed.strange == 0


async def test_an_unknown_number_is_refused_in_the_servers_words(line: TestLine, phone: Softphone) -> None:
    await phone.register(account(line.udp[0]))
    report = await phone.call("nobody#1", EchoScript(phone.folder))
    result = report.result
    assert (result.outcome, result.status, result.setup_s, result.ended_by) == ("refused", 404, None, None)
    assert report.facts == (result,)


async def test_levels_are_told_while_a_call_lasts(line: TestLine) -> None:
    levels: list[tuple[Direction, float]] = []
    async with Softphone(on_level=lambda direction, dbfs, packets: levels.append((direction, dbfs))) as phone:
        await phone.register(account(line.udp[0]))
        report = await phone.call("echo", EchoScript(phone.folder))
    assert report.result.duration_s is not None
    loudest = {
        direction: max(dbfs for way, dbfs in levels if way == direction) for direction in ("inbound", "outbound")
    }
    assert -17 < loudest["outbound"] < -8  # tone and chirp
    assert loudest["inbound"] > -20
    assert len(levels) / 2 > 5 * report.result.duration_s


async def test_the_level_of_each_direction_is_its_own(line: TestLine) -> None:
    levels: list[tuple[Direction, float]] = []
    async with Softphone(on_level=lambda direction, dbfs, packets: levels.append((direction, dbfs))) as phone:
        await phone.register(account(line.udp[0]))
        await phone.call("listen", SpeakScript(phone.folder, longest_s=3.0))
    assert max(dbfs for way, dbfs in levels if way == "outbound") > -17
    assert max(dbfs for way, dbfs in levels if way == "inbound") < -60


async def test_facts_come_out_in_order_and_once(line: TestLine, phone: Softphone) -> None:
    await phone.register(account(line.udp[0]))
    await phone.call("keypad", KeypadScript(phone.folder))
    kinds = [fact.kind for fact in phone.take_facts()]
    assert phone.take_facts() == []
    assert kinds[:6] == ["sip.message"] * 4 + ["registration.course", "registration"]
    assert kinds[-1] == CallResult.kind
