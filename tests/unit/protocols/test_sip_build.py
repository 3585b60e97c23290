from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.model.endpoint import Endpoint
from app.protocols.sip import parse_message
from app.protocols.sip_build import (
    build_request,
    build_response,
    new_branch,
    new_call_id,
    new_tag,
    stamp_via,
    via_value,
)

HERE = Endpoint("192.168.1.20", 5060)
SEEN = Endpoint("203.0.113.7", 41000)


def invite(via: str = via_value("udp", HERE, "z9hG4bK1")) -> bytes:
    return build_request(
        "INVITE",
        "sip:echo@example.com",
        via=via,
        from_="<sip:100@example.com>;tag=a",
        to="<sip:echo@example.com>",
        call_id="c1",
        cseq=4,
        contact="<sip:100@192.168.1.20>",
        extra=[("Record-Route", "<sip:p;lr>"), ("User-Agent", "x")],
        body=b"v=0\r\n",
        content_type="application/sdp",
    )


def test_a_request_has_what_rfc_3261_section_8_1_1_asks_for() -> None:
    message = parse_message(invite())
    assert message.problems == ()
    assert (message.method, message.request_uri, message.version) == ("INVITE", "sip:echo@example.com", "2.0")
    assert message.get("max-forwards") == "70"
    assert message.cseq == (4, "INVITE")
    assert message.body == b"v=0\r\n"
    assert message.get("content-type") == "application/sdp"


def test_max_forwards_can_be_chosen() -> None:
    data = build_request(
        "OPTIONS", "sip:a", via="v", from_="f", to="t", call_id="c", cseq=1, extra=[("max-forwards", "1")]
    )
    assert parse_message(data).all("max-forwards") == ("1",)


def test_a_response_copies_what_section_8_2_6_2_names() -> None:
    request = parse_message(
        invite(via="SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1;rport, SIP/2.0/UDP p.example.com")
    )
    answer = parse_message(build_response(request, 180, "Ringing", source=SEEN, to_tag="b"))
    assert (answer.status, answer.phrase, answer.problems) == (180, "Ringing", ())
    assert [answer.get(name) for name in ("from", "call-id", "cseq", "record-route")] == [
        request.get(name) for name in ("from", "call-id", "cseq", "record-route")
    ]
    assert answer.to is not None
    assert answer.to.tag == "b"
    assert [via.host for via in answer.vias] == ["192.168.1.20", "p.example.com"]
    assert answer.get("user-agent") is None


def test_received_and_rport_as_rfc_3581_says() -> None:
    asked = stamp_via("SIP/2.0/UDP 192.168.1.20:5060;rport;branch=z9hG4bK1", SEEN)
    assert asked == "SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1;received=203.0.113.7;rport=41000"
    not_asked = stamp_via("SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1", SEEN)
    assert not_asked == "SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1;received=203.0.113.7"
    assert stamp_via("SIP/2.0/UDP 203.0.113.7:5060;branch=x", SEEN) == "SIP/2.0/UDP 203.0.113.7:5060;branch=x"
    assert stamp_via("nonsense", SEEN) == "nonsense"


def test_a_forged_received_is_replaced() -> None:
    stamped = stamp_via("SIP/2.0/UDP 192.168.1.20;received=198.51.100.1;rport=9;branch=z", SEEN)
    assert stamped == "SIP/2.0/UDP 192.168.1.20;branch=z;received=203.0.113.7;rport=41000"


def test_an_existing_to_tag_stays() -> None:
    request = parse_message(invite().replace(b"To: <sip:echo@example.com>", b"To: <sip:echo@example.com> ; Tag = x"))
    answer = parse_message(build_response(request, 200, "OK", source=None, to_tag="b"))
    assert answer.to is not None
    assert answer.to.tag == "x"


def test_names_are_fresh() -> None:
    assert len({new_branch() for _ in range(100)}) == 100
    assert new_branch().startswith("z9hG4bK")
    assert new_tag() != new_tag()
    assert new_call_id() != new_call_id()


values = st.text(max_size=40)


@given(values, values, values, st.binary(max_size=60))
def test_no_value_can_add_a_header(to: str, extra: str, uri: str, body: bytes) -> None:
    data = build_request(
        "INFO",
        f"sip:{uri}",
        via="SIP/2.0/UDP a",
        from_="<sip:b>",
        to=to,
        call_id="c",
        cseq=1,
        extra=[("X-A", extra)],
        body=body,
    )
    head, _, rest = data.partition(b"\r\n\r\n")
    assert rest == body
    assert head.count(b"\r\n") == 8
    assert not set(b"\n\r\0") & set(head.replace(b"\r\n", b""))


@given(st.binary(max_size=30).filter(lambda value: not set(b"\r\n\0") & set(value)))
def test_received_bytes_go_back_as_they_came(value: bytes) -> None:
    request = parse_message(b"INFO sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nFrom: x" + value + b"x\r\n\r\n")
    assert b"\r\nFrom: x" + value + b"x\r\n" in build_response(request, 200, "OK", source=None)


token = st.from_regex(r"[A-Za-z0-9.-]{1,12}", fullmatch=True)


@given(token, token, st.integers(0, 2**31), st.binary(max_size=200), st.sampled_from(["udp", "tcp"]))
def test_what_is_built_is_read_back(method: str, call_id: str, cseq: int, body: bytes, transport: str) -> None:
    branch = new_branch()
    data = build_request(
        method,
        "sip:a@b",
        via=via_value(transport, HERE, branch),
        from_="<sip:a@b>;tag=1",
        to="<sip:c>",
        call_id=call_id,
        cseq=cseq,
        body=body,
    )
    message = parse_message(data)
    assert (message.method, message.call_id, message.cseq, message.body) == (method, call_id, (cseq, method), body)
    assert message.problems == ()
    via = message.top_via
    assert via is not None
    assert (via.transport, Endpoint(via.host, via.port or 0), via.branch) == (transport.upper(), HERE, branch)
