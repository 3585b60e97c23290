"""The capture as tshark reads it: SIP by each transport with true ends, RTP streams with what was kept of them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from app.model.facts import Fact, RtpHeaders, SipExchange, SipMessage, SipReply
from app.protocols.header_book import HeaderBook
from app.report.capture import render_pcapng
from tests.unit.report.sessions import REGISTER, run, session
from tests.unit.report.test_hostile import HOSTILE

TSHARK = shutil.which("tshark")
needs_tshark = pytest.mark.skipif(TSHARK is None, reason="tshark is not installed")
SERVER, OURS, FAR = "198.51.100.20:5060", "192.168.1.10:5062", "198.51.100.20:40000"
OK = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.9.9.9:1;rport\r\nCall-ID: abc@192.168.1.10\r\nCSeq: 2 REGISTER\r\n\r\n"


def _headers(lost: range = range(0)) -> RtpHeaders:
    book = HeaderBook(0xABCD, 0)
    for number in range(100):
        if number not in lost:
            book.add(5 + 0.02 * number, 1000 + number, 160 * number, 160)
    return book.fact("echo", "inbound", (FAR, "192.168.1.10:4000"), 8.0)


def _by(transport: str) -> tuple[Fact, ...]:
    """A request and its answer, twice."""
    sent = REGISTER.replace("SIP/2.0/UDP", f"SIP/2.0/{transport.upper()}")
    messages = SipMessage("outbound", SERVER, transport, sent), SipMessage("inbound", SERVER, transport, OK)
    return (*messages, *messages)


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    return tmp_path / "x.pcapng"


def _read(path: Path, *facts: Fact, fields: str = "", options: tuple[str, ...] = ()) -> list[list[str]]:
    path.write_bytes(render_pcapng(session(run(*facts))))
    shown = [part for name in fields.split() for part in ("-e", name)]
    command = [str(TSHARK), "-r", str(path), "-o", "rtp.heuristic_rtp:TRUE", "--enable-heuristic", "rtp_udp", *options]
    done = subprocess.run(
        [*command, *(("-T", "fields", *shown) if shown else ())], capture_output=True, text=True, check=True
    )
    return [line.split("\t") for line in done.stdout.splitlines()]


@needs_tshark
def test_udp_has_our_own_end_by_the_via_of_our_request(capture: Path) -> None:
    rows = _read(capture, *_by("udp"), fields="ip.src udp.srcport ip.dst udp.dstport sip.Method sip.Status-Code")
    ours, server = OURS.split(":"), SERVER.split(":")
    assert rows[0] == [*ours, *server, "REGISTER", ""]
    assert rows[1] == [*server, *ours, "", "200"]


@needs_tshark
def test_tcp_is_one_stream_of_segments_that_follow_each_other(capture: Path) -> None:
    rows = _read(capture, *_by("tcp"), fields="sip.Method sip.Status-Code tcp.analysis.flags _ws.expert.severity")
    assert [row[:2] for row in rows] == [["REGISTER", ""], ["", "200"]] * 2
    assert not any(row[2] for row in rows)
    (count,) = {row[0] for row in _read(capture, *_by("tcp"), fields="tcp.stream")}
    assert count == "0"


@needs_tshark
def test_what_was_inside_tls_is_an_exported_pdu_with_its_ends(capture: Path) -> None:
    rows = _read(capture, *_by("tls"), fields="frame.protocols exported_pdu.ipv4_src exported_pdu.src_port sip.Method")
    assert rows[0] == ["exported_pdu:sip:sdp", *OURS.split(":"), "REGISTER"]


@needs_tshark
def test_rtp_streams_show_what_was_lost_and_nothing_of_what_was_said(capture: Path) -> None:
    shown = _read(capture, _headers(range(40, 43)), options=("-q", "-z", "rtp,streams"))
    (row,) = [one for one in shown if "198.51.100.20" in one[0]]
    stream = row[0].split()
    assert stream[2:10] == ["198.51.100.20", "40000", "192.168.1.10", "4000", "0x0000ABCD", "g711U", "97", "3"]
    cut = _read(capture, _headers(), fields="frame.cap_len frame.len udp.length _ws.malformed")
    assert cut == [["40", "200", "180", ""]] * 100


@needs_tshark
def test_times_are_those_of_the_record(capture: Path) -> None:
    times = [float(row[0]) for row in _read(capture, _headers(), fields="frame.time_epoch")]
    assert times[1] - times[0] == pytest.approx(0.02, abs=1e-3)
    assert times[-1] - times[0] == pytest.approx(1.98, abs=1e-3)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_ends_and_messages_make_a_file_all_the_same(text: str) -> None:
    latin = text.encode("utf-8", "replace").decode("latin-1")
    message = f"INVITE {latin} SIP/2.0\r\nVia: {latin}\r\nCall-ID: {latin}\r\n\r\n{latin}"
    facts = (
        SipMessage("outbound", text, text, message),
        SipExchange(text, "suspected", text, "tcp", text, text, text, latin,
                    (SipReply(float("nan"), text, text, latin),), "answered", 1, float("inf")),
        RtpHeaders("echo", "inbound", text, text, -1, 900, "stream", 1, float("-inf"), text),
        RtpHeaders("echo", "inbound", text, text, 1 << 80, -3, "stream", 1, 1e300, _headers().rows),
    )  # fmt: skip
    data = render_pcapng(session(run(*facts)))
    assert data[:4] == b"\x0a\x0d\x0d\x0a"
    assert len(data) < 400_000
