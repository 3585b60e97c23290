"""SIP out of capture files and text: every kind of file, in pieces, in disorder, damaged."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.capture.side import messages_of
from app.model.endpoint import Endpoint
from tests.unit.commands import capture_files as files
from tests.unit.diagnosis.comparison.messages import PRIVATE, PUBLIC, SERVER, reply, request, sdp

INVITE, REGISTER = request(body=sdp()), request("REGISTER")
LONG = request(body=sdp(extra="".join(f"a=x-long:{number:060}\n" for number in range(24))))
OUT: files.Ends = (PRIVATE, 5060, SERVER, 5060)
OUT_6: files.Ends = ("fd00::10", 5060, "2001:db8::20", 5060)


def raws(data: bytes) -> list[bytes]:
    return [captured.raw for captured in messages_of(data)]


FRAMES: dict[str, tuple[int, Callable[[bytes], bytes]]] = {
    "ethernet": (1, files.ethernet),
    "vlan": (1, lambda packet: files.ethernet(packet, tags=[0x8100])),
    "two_vlans": (1, lambda packet: files.ethernet(packet, tags=[0x88A8, 0x8100])),
    "pppoe": (1, lambda packet: files.ethernet(packet, pppoe=True)),
    "padded": (1, lambda packet: files.ethernet(packet) + bytes(9)),
    "cooked": (113, files.cooked),
    "cooked_2": (276, files.cooked_2),
    "loopback": (0, files.loopback),
    "raw": (101, lambda packet: packet),
    "raw_ipv4": (228, lambda packet: packet),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_link_types(kind: str) -> None:
    link_type, frame = FRAMES[kind]
    (found,) = messages_of(files.pcap([frame(files.udp(OUT, INVITE))], link_type))
    assert found.raw == INVITE
    assert (found.source, found.destination) == (Endpoint(PRIVATE, 5060), Endpoint(SERVER, 5060))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("form", ["pcap", "nano", "pcapng", "simple"])
def test_forms_of_files(form: str, order: str) -> None:
    frames = [files.ethernet(files.udp(OUT, one)) for one in (REGISTER, INVITE)]
    if form in {"pcap", "nano"}:
        data = files.pcap(frames, order=order, nano=form == "nano")
    else:
        data = files.pcapng(frames, order=order, simple=form == "simple")
    assert raws(data) == [REGISTER, INVITE]


def test_ip_version_6() -> None:
    (found,) = messages_of(files.pcap([files.ethernet(files.udp(OUT_6, INVITE))]))
    assert (found.raw, str(found.source)) == (INVITE, "[fd00::10]:5060")


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(("split", "ends"), [(files.fragments, OUT), (files.fragments_6, OUT_6)], ids=["IPv4", "IPv6"])
def test_a_fragmented_invite_is_put_together(
    split: Callable[[files.Ends, bytes, int], list[bytes]], ends: files.Ends, turn: int
) -> None:
    assert len(LONG) > 1700
    pieces = split(ends, LONG, 1480)[::turn]
    assert len(pieces) > 1
    assert raws(files.pcap([files.ethernet(piece) for piece in pieces])) == [LONG]
    assert raws(files.pcap([files.ethernet(piece) for piece in pieces[1:]])) == []


class TestTcp:
    STREAM = REGISTER + b"\r\n\r\n" + INVITE + LONG

    def segments(self, size: int, first: int = 1000) -> list[bytes]:
        opening = files.tcp(OUT, first, b"", opens=True)
        parts = [
            files.tcp(OUT, first + 1 + start, self.STREAM[start : start + size])
            for start in range(0, len(self.STREAM), size)
        ]
        return [files.ethernet(part) for part in [opening, *parts]]

    @pytest.mark.parametrize("size", [7, 100, 1460, 9000])
    @pytest.mark.parametrize("first", [1000, 2**32 - 300])
    def test_in_pieces(self, size: int, first: int) -> None:
        assert raws(files.pcap(self.segments(size, first))) == [REGISTER, INVITE, LONG]

    def test_in_disorder_and_sent_twice(self) -> None:
        parts = self.segments(100)
        mixed = [parts[0], *random.Random(5).sample(parts[1:] * 2, 2 * (len(parts) - 1))]
        assert raws(files.pcap(mixed)) == [REGISTER, INVITE, LONG]

    def test_a_gap_loses_only_what_it_hits(self) -> None:
        parts = self.segments(50)
        missing = 1 + (self.STREAM.index(INVITE) + 100) // 50
        assert raws(files.pcap(parts[:missing] + parts[missing + 1 :])) == [REGISTER, LONG]

    def test_an_end_that_was_not_captured_is_no_message(self) -> None:
        assert raws(files.pcap(self.segments(50)[:-3])) == [REGISTER, INVITE]

    def test_capture_that_began_in_the_middle(self) -> None:
        assert raws(files.pcap(self.segments(100)[3:]))[-2:] == [INVITE, LONG]


def test_what_is_no_sip_is_left_out() -> None:
    others = [b"\x00\x01\x00\x00!\x12\xa4B", b"\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"jaK\0", b""]
    frames = [files.ethernet(files.udp(OUT, payload)) for payload in [*others, INVITE]]
    assert raws(files.pcap(frames)) == [INVITE]


class TestText:
    @pytest.mark.parametrize(
        "data",
        [
            INVITE,
            INVITE.replace(b"\r\n", b"\n"),
            INVITE + b"\r\n\r\n",
            INVITE.replace(b"\r\n", b"\n") + b"\n",
            b"\xef\xbb\xbf" + INVITE,
            INVITE.decode().encode("utf-16"),
            b"\r\n\r\n" + INVITE,
            b"2024-05-01 10:00:00 UDP 192.168.77.10:5060 -> 198.51.100.20:5060\n\n" + INVITE.replace(b"\r\n", b"\n"),
            b"".join(b"    " + line for line in INVITE.splitlines(keepends=True)),
            b"".join(b"> " + line for line in INVITE.replace(b"\r\n", b"\n").splitlines(keepends=True)),
        ],
    )
    def test_one_message_in_any_file(self, data: bytes) -> None:
        assert raws(data) == [INVITE]

    def test_the_last_line_end_stays_as_it_is(self) -> None:
        assert raws(INVITE.removesuffix(b"\r\n")) == [INVITE.removesuffix(b"\r\n")]

    def test_a_log_of_several(self) -> None:
        log = b"-- out\n" + REGISTER + b"-- in\n" + reply("REGISTER") + b"\n-- out\n" + INVITE + b"-- end\n"
        assert raws(log) == [REGISTER, reply("REGISTER"), INVITE]

    def test_a_mirrored_request_inside_a_reply_is_no_message_of_its_own(self) -> None:
        mirror = reply("OPTIONS", body=REGISTER.decode())
        assert raws(mirror + REGISTER) == [mirror, REGISTER]

    @pytest.mark.parametrize(
        "data", [b"", b"hello", b"root:x:0:0\n" * 50, b"SIP is a protocol\nSIP/2.0 is its version\n"]
    )
    def test_no_message(self, data: bytes) -> None:
        assert raws(data) == []


@given(st.binary(max_size=300), st.sampled_from(["<", ">"]), st.sampled_from([0, 1, 101, 113, 276]))
def test_any_frame(frame: bytes, order: str, link_type: int) -> None:
    messages_of(files.pcap([frame], link_type, order=order))
    messages_of(files.pcapng([frame], link_type, order=order))


@given(st.data())
def test_any_damage_to_a_file(data: st.DataObject) -> None:
    frames = [files.ethernet(piece) for piece in (*files.fragments(OUT, LONG, 400), files.tcp(OUT, 1, REGISTER))]
    whole = bytearray(data.draw(st.sampled_from([files.pcap(frames), files.pcapng(frames)])))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    messages_of(bytes(whole[: data.draw(st.integers(0, len(whole)))]))


@given(st.binary(max_size=500))
def test_any_text(data: bytes) -> None:
    messages_of(data)
    messages_of(INVITE + data)


def test_addresses_are_those_of_each_side() -> None:
    frames = [files.ethernet(files.udp((PUBLIC, 61000, SERVER, 5060), INVITE))]
    assert messages_of(files.pcap(frames))[0].source == Endpoint(PUBLIC, 61000)
