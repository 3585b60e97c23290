from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocols.sip import MAX_HEADERS, SipMessage, parse_message, parse_via

REPLY = (
    b"SIP/2.0 200 OK\r\n"
    b"Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1;received=203.0.113.7;rport=41000,"
    b" SIP/2.0/TLS [2001:db8::1]:5061\r\n"
    b'f: "Doe, Jane" <sip:100@example.com>;tag=a\r\n'
    b"TO: <sip:200@example.com>;tag=b\r\n"
    b"i: call-1\r\n"
    b"CSeq: 7 INVITE\r\n"
    b"Record-Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>\r\n"
    b'WWW-Authenticate: Digest realm="a, b", nonce="n"\r\n'
    b"Content-Length: 2\r\n"
    b"\r\n"
    b"v=0"
)


def read_everything(message: SipMessage) -> None:
    """Use every part that is worked out on demand."""
    assert message.vias is not None
    assert (message.top_via, message.from_, message.to, message.contact, message.cseq, message.call_id) is not None
    for name in ("contact", "route", "www-authenticate", "x"):
        message.all(name)


def test_a_reply_is_read() -> None:
    message = parse_message(REPLY)
    assert (message.is_request, message.is_response, message.status, message.phrase) == (False, True, 200, "OK")
    via = message.top_via
    assert via is not None
    assert (via.host, via.port, via.received, via.rport) == ("192.168.1.20", 5060, "203.0.113.7", 41000)
    assert message.vias[1].host == "2001:db8::1"
    assert message.cseq == (7, "INVITE")
    assert message.call_id == "call-1"
    assert message.all("record-route") == ("<sip:p1.example.com;lr>", "<sip:p2.example.com;lr>")
    assert len(message.all("www-authenticate")) == 1
    assert (message.body, message.trailing, message.problems) == (b"v=", b"0", ("body_longer_than_stated",))


def test_compact_and_full_names_are_one() -> None:
    message = parse_message(REPLY)
    assert message.get("From") == message.get("f") == '"Doe, Jane" <sip:100@example.com>;tag=a'
    assert [header.name for header in message.headers][:3] == ["Via", "f", "TO"]


def test_the_bytes_of_each_header_are_kept() -> None:
    data = b"OPTIONS sip:a SIP/2.0\r\nSubject:  one\r\n\ttwo\nX:\xff\r\n\r\n"
    message = parse_message(data)
    assert [header.raw for header in message.headers] == [b"Subject:  one\r\n\ttwo", b"X:\xff"]
    assert message.get("s") == "one two"
    assert message.get("session-expires") == "\xff"  # its compact form is x


def test_what_is_wrong_is_named() -> None:
    cases = {
        b"": ("no_end_of_headers", "start_line_unreadable"),
        b"\r\n\r\n": ("no_end_of_headers", "start_line_unreadable"),
        b"hello\r\n\r\n": ("start_line_unreadable",),
        b"OPTIONS  sip:a SIP/2.0\r\n\r\n": ("start_line_spacing",),
        b"OPTIONS sip:a SIP/2.0\r\nnonsense\r\n\r\n": ("header_without_colon",),
        b"OPTIONS sip:a SIP/2.0\r\nl: -1\r\n\r\n": ("content_length_unreadable",),
        b"OPTIONS sip:a SIP/2.0\r\nl: \xb2\r\n\r\n": ("content_length_unreadable",),
        b"OPTIONS sip:a SIP/2.0\r\nl: 1\r\nl: 2\r\n\r\nab": ("content_length_contradicts",),
        b"OPTIONS sip:a SIP/2.0\r\nl: 3\r\n\r\nab": ("body_shorter_than_stated",),
        b"OPTIONS sip:a SIP/2.0\r\nTo: a": ("no_end_of_headers",),
    }
    for data, problems in cases.items():
        assert parse_message(data).problems == problems, data


def test_a_digit_of_another_script_is_no_digit() -> None:
    assert parse_message(b"SIP/2.0 \xb200 OK\r\n\r\n").status is None
    assert parse_message(b"OPTIONS a SIP/2.0\r\nCSeq: \xb2 OPTIONS\r\n\r\n").cseq is None


def test_many_headers_end_somewhere() -> None:
    message = parse_message(b"OPTIONS sip:a SIP/2.0\r\n" + b"a:b\r\n" * 5000 + b"\r\n")
    assert len(message.headers) == MAX_HEADERS
    assert message.problems == ("too_many_headers",)


@pytest.mark.parametrize(
    "flood",
    [b'"\\"', b"<", b'"', b",", b";", b" ", b"\r\n ", b"\n", b"a:", b"\\", b"SIP/2.0/UDP ", b"\t/"],
    ids=repr,
)
@pytest.mark.parametrize("start", [b"", b"OPTIONS sip:a SIP/2.0\r\nVia: ", b"SIP/2.0 200 OK\r\nContact: "])
def test_a_megabyte_of_anything_is_read_at_once(start: bytes, flood: bytes) -> None:
    """Quadratic work would take minutes here and run into the limit of every test."""
    read_everything(parse_message(start + flood * (1_000_000 // len(flood))))


@given(st.binary(max_size=400))
def test_any_bytes_are_read(data: bytes) -> None:
    message = parse_message(data)
    read_everything(message)
    assert message.raw == data


@given(
    st.lists(st.sampled_from([*REPLY.split(b"\r\n"), b"", b" ", b"\t;tag", b"Via: ", b"m:*", b"\xff:"]), max_size=12)
)
def test_any_shuffle_of_lines_is_read(lines: list[bytes]) -> None:
    read_everything(parse_message(b"\r\n".join(lines)))


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("SIP/2.0/UDP 192.0.2.1", "192.0.2.1", None),
        ("SIP / 2.0 / UDP first.example.com: 4000;ttl=16", "first.example.com", 4000),
        ("SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111", "2001:db8::9:1", None),
        ("SIP/2.0/TCP example.com ; branch = x", "example.com", None),
    ],
)
def test_via_forms(text: str, host: str, port: int | None) -> None:
    via = parse_via(text)
    assert via is not None
    assert (via.host, via.port) == (host, port)


@pytest.mark.parametrize("text", ["", "SIP/2.0/UDP", "SIP/2.0 192.0.2.1", "SIP/2.0/UDP :5060", "SIP/2.0/UDP a:70000"])
def test_what_is_no_via(text: str) -> None:
    assert parse_via(text) is None


def test_via_parameters() -> None:
    via = parse_via('SIP/2.0/UDP a;rport;received=[2001:db8::1];BRANCH=z9hG4bKq;x="a;b"')
    assert via is not None
    assert (via.rport, via.received, via.branch, via.params["x"]) == (None, "2001:db8::1", "z9hG4bKq", "a;b")
