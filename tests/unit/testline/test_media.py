"""Reports, levels and the guards around sound."""

from __future__ import annotations

import pytest

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.network.udp import open_udp
from app.protocols.g711 import encode
from app.protocols.rtcp import Report, SenderInfo, build_report, middle_of, ntp_time, parse_reports
from app.protocols.tone import sine
from app.testline.config import Limits, TestLineConfig
from app.testline.hearing import Hearing
from app.testline.media import MediaSession, open_media
from app.testline.server import TestLine
from app.testline.sounds import frames, key_frames, read_mu_law
from app.words import resource_path
from tests.places import vacant_place
from tests.unit.testline.phone import HOME, phone
from tests.virtual_time import virtual_time

QUIET = TestLineConfig(greetings=False)


@virtual_time
async def test_reports_are_answered_with_reports() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller, await open_udp(HOME) as rtcp:
        await caller.call("echo")
        assert caller.media is not None
        there = Endpoint(caller.media.host, caller.media.port + 1)
        for number in (0, 1, 3):
            caller.speak(timestamp=number * 160)
            caller.sequence += number == 1
        assert await rtcp.receive(11) is None  # no report to who has sent none
        now = ntp_time(5_000.0)
        rtcp.send(build_report(Report(7, SenderInfo(now, 480, 3, 480), ()), "caller"), there)
        datagram = await rtcp.receive(1)
        assert datagram is not None
        (report,) = parse_reports(datagram.data)
        assert report.sender is not None
        assert (report.sender.packets, report.sender.octets) == (3, 480)
        (block,) = report.blocks
        assert (block.ssrc, block.cumulative_lost, block.highest_sequence, block.last_report) == (
            7,
            1,
            3,
            middle_of(now),
        )
        assert (await rtcp.receive(6)) is not None
        assert "rtcp=1" in (await caller.hang_up()).raw.decode()
        goodbye = await rtcp.receive(1)
        assert goodbye is not None
        assert b"\x81\xcb\x00\x01" in goodbye.data


@virtual_time
async def test_reports_may_share_the_port_of_the_sound() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("echo")
        assert caller.media is not None
        caller.rtp.send(build_report(Report(7, None, ()), "caller"), caller.media)
        datagram = await caller.rtp.receive(1)
        assert datagram is not None
        assert len(parse_reports(datagram.data)) == 1
        assert line.calls[0].media.statistics.received == 0


@virtual_time
async def test_a_flood_of_sound_is_echoed_at_a_bounded_rate() -> None:
    config = TestLineConfig(greetings=False, limits=Limits(media_packets_per_second=100))
    async with TestLine(config) as line, phone(line.udp[0]) as caller:
        await caller.call("echo")
        for _ in range(250):
            caller.speak()
        count = 0
        while await caller.hear(0.5):
            count += 1
        assert count == 100


@virtual_time
async def test_anything_may_come_to_a_media_port() -> None:
    async with TestLine(QUIET) as line, phone(line.udp[0]) as caller:
        await caller.call("echo")
        assert caller.media is not None
        for data in (
            b"",
            b"\x80",
            bytes(12),
            b"\x80\xc8" + bytes(30),
            b"\xff" * 1500,
            b"OPTIONS sip:a SIP/2.0\r\n\r\n",
        ):
            caller.rtp.send(data, caller.media)
            caller.rtp.send(data, Endpoint(caller.media.host, caller.media.port + 1))
        caller.speak(b"z" * 160)
        packet = await caller.hear()
        assert packet is not None
        assert packet.payload == b"z" * 160


async def test_media_ports_come_from_the_range_in_pairs() -> None:
    first = vacant_place().port & ~1
    ports = (first, first + 6)
    opened: list[MediaSession] = []

    async def take_all() -> None:
        while len(opened) < 5:
            opened.append(await open_media("127.0.0.1", ports, 100))

    try:
        with pytest.raises(UserError) as caught:
            await take_all()
        assert caught.value.text_id == "port_taken"
        numbers = [media.local.port for media in opened]
        assert 1 <= len(numbers) <= 3
        assert len(set(numbers)) == len(numbers)
        assert all(number % 2 == 0 and ports[0] <= number < ports[1] for number in numbers)
    finally:
        for media in opened:
            await media.close()


def test_what_is_heard_of_two_tones_and_silence() -> None:
    hearing = Hearing()
    for hertz, count in ((1000, 6), (440, 2)):
        for _ in range(count):
            hearing.add(encode(sine(hertz, 0.02, level_dbfs=-20), "PCMA"), "PCMA")
    for _ in range(2):
        hearing.add(b"\xd5" * 160, "PCMA")
    heard = hearing.summary()
    assert (heard.windows, heard.sound, heard.all_zero) == (10, 8, False)
    assert heard.tone_hz == pytest.approx(1000, abs=5)
    assert heard.tone_share == pytest.approx(0.75)
    assert heard.level_dbfs == pytest.approx(-20, abs=0.2)


@pytest.mark.parametrize(("law", "code"), [("PCMU", b"\xff"), ("PCMU", b"\x7f"), ("PCMA", b"\xd5"), ("PCMA", b"\x55")])
def test_exact_silence_is_recognised_in_both_laws(law: str, code: bytes) -> None:
    hearing = Hearing()
    hearing.add(code * 160, law)  # type: ignore[arg-type]
    assert hearing.summary().all_zero


def test_all_sounds_are_there_and_short() -> None:
    for name in ("echo", "keypad", "hold", "callback"):
        assert 1 <= len(frames(name, "PCMU")) / 50 <= 5
    assert len(frames("counting", "PCMU")) == 500
    assert all(len(frame) == 160 for frame in frames("music", "PCMA"))
    assert len(key_frames("0123456789*#", "PCMU")) > 12 * 10
    assert key_frames("ABCD", "PCMU") == ()


def test_counting_begins_a_word_each_second() -> None:
    """So that a recording shows at once which part of a call was lost."""
    hearing = [Hearing() for _ in range(10)]
    for index, frame in enumerate(frames("counting", "PCMU")):
        if index % 50 < 10:
            hearing[index // 50].add(frame, "PCMU")
    assert all(second.summary().sound >= 5 for second in hearing)


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + bytes(16)])
def test_what_is_no_mu_law_file(data: bytes) -> None:
    with pytest.raises(ValueError, match="mu-law"):
        read_mu_law(data)


def test_the_sound_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in resource_path("sounds").iterdir()) < 400_000
