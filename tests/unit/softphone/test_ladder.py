"""pjsip's log lines, as it writes them, and the messages cut out of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.softphone.ladder import Ladder, LadderEntry, read_log_entry

REGISTER = (
    "REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa\r\nCall-ID: a\r\n"
    'CSeq: 2 REGISTER\r\nAuthorization: Digest username="100", realm="example.com", nonce="n", uri="sip:example.com", '
    'response="0123456789abcdef0123456789abcdef"\r\nContent-Length: 0\r\n\r\n'
)


def entry(message: str, way: str = "TX", size: int | None = None, end: str = "\n--end msg--\n") -> str:
    side = "to" if way == "TX" else "from"
    length = len(message.encode()) if size is None else size
    return (
        f"22:23:47.316           pjsua_core.c  .{way} {length} bytes Request msg REGISTER/cseq=2 (tdta0x1) "
        f"{side} UDP 198.51.100.7:5060:\n{message}{end}"
    )


def read(line: str) -> LadderEntry:
    found = read_log_entry(line)
    assert found is not None
    return found


def test_a_sent_message_is_cut_out_with_its_peer() -> None:
    found = read(entry(REGISTER))
    assert found.message.raw == REGISTER.encode()
    assert found.message.method == "REGISTER"
    assert not found.inbound
    assert (found.fact.peer, found.fact.transport) == ("198.51.100.7:5060", "udp")


def test_credentials_never_become_a_fact() -> None:
    found = read(entry(REGISTER))
    assert "0123456789abcdef" not in found.fact.raw
    assert "realm" in found.fact.raw


def test_a_response_belongs_to_the_method_of_its_cseq() -> None:
    response = "SIP/2.0 200 OK\r\nCall-ID: a\r\nCSeq: 7 BYE\r\n\r\n"
    found = read(entry(response, "RX"))
    assert found.inbound
    assert found.cseq_method == "BYE"


def test_an_end_mark_inside_a_body_does_not_cut_the_message() -> None:
    message = "MESSAGE sip:a@b SIP/2.0\r\nContent-Length: 20\r\n\r\nx\n--end msg--\nsecret"
    assert read(entry(message, "RX")).message.raw == message.encode()


def test_a_message_that_the_log_cut_short_is_kept_as_far_as_it_goes() -> None:
    found = read(entry(REGISTER[:100], size=5000, end=""))
    assert found.message.raw == REGISTER[:100].encode()


def test_a_message_that_lacks_a_header_is_kept_too() -> None:
    line = (
        "22:55:53.681         sip_endpoint.c  Error processing packet from 198.51.100.7:5060: Missing required "
        "header(s) (PJSIP_EMISSINGHDR)  CSeq [code 171050]:\nBYE sip:x SIP/2.0\r\n\r\n\n-- end of packet.\n"
    )
    found = read(line)
    assert found.inbound
    assert found.message.method == "BYE"
    assert found.fact.peer == "198.51.100.7:5060"


@pytest.mark.parametrize("line", ["", "22:23:47 pjsua_core.c .PJSUA state changed: NULL --> CREATED", "RX bytes from"])
def test_other_log_lines_are_passed_over(line: str) -> None:
    assert read_log_entry(line) is None


@given(st.text(max_size=400), st.integers(0, 999_999))
def test_no_log_line_raises(text: str, size: int) -> None:
    read_log_entry(text)
    read_log_entry(entry(text, "RX", size))


def test_bytes_that_are_no_text_keep_their_value() -> None:
    message = b"INFO sip:a SIP/2.0\r\n\r\n\xff\xfe".decode("utf-8", "surrogateescape")
    line = entry("", "RX", 24, end="") + message + "\n--end msg--"
    assert read(line).message.raw.endswith(b"\xff\xfe")


def test_listeners_hear_each_message_until_they_leave() -> None:
    ladder, heard = Ladder(), list[str]()
    leave = ladder.listen(lambda found: heard.append(found.message.method))
    ladder.take(entry(REGISTER))
    ladder.take("nothing")
    leave()
    leave()
    ladder.take(entry(REGISTER))
    assert heard == ["REGISTER"]
