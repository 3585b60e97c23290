"""The fields a relay between TCP and TLS changes: those and no others, whatever else a message holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.endpoint import Endpoint
from app.softphone.relay.edits import Sides, towards_phone, towards_server

SIDES = Sides(Endpoint("127.0.0.1", 7001), Endpoint("127.0.0.1", 50123), Endpoint("192.168.1.10", 40123))
INVITE = (
    b"INVITE sip:echo@provider.example SIP/2.0\r\n"
    b"Via: SIP/2.0/TCP 127.0.0.1:50123;rport;branch=z9hG4bKa\r\n"
    b"From: <sip:100@provider.example>;tag=1\r\n"
    b"To: <sip:echo@provider.example>\r\n"
    b"Contact: <sip:100@127.0.0.1:50123;transport=TCP;ob>\r\n"
    b"Call-ID: one\r\nCSeq: 1 INVITE\r\nContent-Length: 21\r\n\r\n"
    b"c=IN IP4 192.168.1.10"
)
ANSWER = (
    b"SIP/2.0 200 OK\r\n"
    b"Via: SIP/2.0/TLS 192.168.1.10:40123;rport=40123;branch=z9hG4bKa;received=203.0.113.7\r\n"
    b"Record-Route: <sip:203.0.113.9;transport=tls;lr>\r\n"
    b"Record-Route: <sip:203.0.113.8;transport=tls;lr>\r\n"
    b"Contact: <sip:echo@203.0.113.8:5061;transport=tls>\r\n"
    b"CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
)
OWN_ROUTE = b"<sip:127.0.0.1:7001;transport=tcp;lr>"


def test_via_and_contact_name_the_tls_socket() -> None:
    sent = towards_server(INVITE, SIDES)
    assert b"Via: SIP/2.0/TLS 192.168.1.10:40123;rport" in sent
    assert b"Contact: <sip:100@192.168.1.10:40123;transport=tls;ob>" in sent
    assert sent.endswith(b"\r\n\r\nc=IN IP4 192.168.1.10")
    assert b"127.0.0.1" not in sent


def test_an_answer_is_turned_back_and_gets_our_route_nearest_to_the_phone() -> None:
    got = towards_phone(ANSWER, SIDES)
    assert b"Via: SIP/2.0/TCP 127.0.0.1:50123;rport=40123" in got
    routes = [line for line in got.split(b"\r\n") if line.startswith(b"Record-Route")]
    assert routes[-1] == b"Record-Route: " + OWN_ROUTE  # a caller reverses the order
    assert len(routes) == 3


def test_a_request_of_the_server_gets_our_route_on_top() -> None:
    got = towards_phone(INVITE.replace(b"SIP/2.0/TCP 127.0.0.1:50123", b"SIP/2.0/TLS 203.0.113.8"), SIDES)
    assert got.split(b"\r\n")[1] == b"Record-Route: " + OWN_ROUTE
    assert b"Via: SIP/2.0/TLS 203.0.113.8" in got  # its own Via comes back to it as it was


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (b"Route: " + OWN_ROUTE, None),
        (b"Route: " + OWN_ROUTE + b", <sip:203.0.113.8;transport=tls;lr>", b"<sip:203.0.113.8;transport=tls;lr>"),
        (b"Record-Route: <sip:203.0.113.8;lr>,\r\n " + OWN_ROUTE, b"<sip:203.0.113.8;lr>"),
        (b"Route: <sip:127.0.0.1:70011;lr>", b"<sip:127.0.0.1:70011;lr>"),
    ],
)
def test_our_own_route_never_reaches_the_server(line: bytes, left: bytes | None) -> None:
    bye = b"BYE sip:echo@203.0.113.8;transport=tls SIP/2.0\r\n" + line + b"\r\nCSeq: 2 BYE\r\n\r\n"
    sent = towards_server(bye, SIDES)
    assert OWN_ROUTE not in sent
    assert (left in sent) if left else b"oute:" not in sent


@pytest.mark.parametrize("status", [b"100 Trying", b"401 Unauthorized", b"486 Busy Here"])
def test_answers_that_make_no_dialog_get_no_route(status: bytes) -> None:
    assert OWN_ROUTE not in towards_phone(ANSWER.replace(b"200 OK", status), SIDES)


@pytest.mark.parametrize("message", [b"\r\n\r\n", b"\r\n", b""])
def test_keep_alives_pass(message: bytes) -> None:
    assert towards_server(message, SIDES) == message
    assert towards_phone(message, SIDES) == message


def test_a_register_is_answered_without_a_route() -> None:
    assert OWN_ROUTE not in towards_phone(ANSWER.replace(b"1 INVITE", b"1 REGISTER"), SIDES)


@given(st.binary(max_size=400), st.binary(max_size=200))
def test_nothing_breaks_it_and_bodies_stay(head: bytes, body: bytes) -> None:
    for edit in (towards_server, towards_phone):
        edit(head, SIDES)
        whole = INVITE.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body
        assert edit(whole, SIDES).partition(b"\r\n\r\n")[2] == body
