"""The situations of RFC 5118 (torture tests for IPv6 in SIP), section by section, in messages of our own wording."""

from __future__ import annotations

import pytest

from app.protocols.sdp import parse_sdp
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_uri import parse_uri

_SDP_TWO = """v=0
o=assistant 971731711378798081 0 IN IP6 2001:db8::20
s=Live video feed for today's meeting
c=IN IP6 2001:db8::20
t=3338481189 3370017201
m=audio 6000 RTP/AVP 2
a=rtpmap:2 G726-32/8000
m=video 6024 RTP/AVP 107
c=IN IP4 192.0.2.1
a=rtpmap:107 H263-1998/90000
"""


def message(
    uri: str = "sip:[2001:db8::10]",
    *,
    method: str = "REGISTER",
    via: tuple[str, ...] = ("SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111",),
    contact: str = "<sip:caller@[2001:db8::1]>",
    body: str = "",
) -> SipMessage:
    lines = [f"{method} {uri} SIP/2.0", "To: sip:user@example.com", "From: sip:user@example.com;tag=81x2"]
    lines += [f"Via: {one}" for one in via]
    lines += [
        "Call-ID: SSG9559905523997077@hlau_4100",
        "Max-Forwards: 70",
        f"Contact: {contact}",
        f"CSeq: 98176 {method}",
    ]
    lines += ["Content-Type: application/sdp"] if body else []
    text = body.replace("\n", "\r\n")
    lines += [f"Content-Length: {len(text)}", "", text]
    return parse_message("\r\n".join(lines).encode("latin-1"))


def test_4_1_an_address_in_brackets_is_a_host() -> None:
    read = message()
    uri, via = parse_uri(read.request_uri), read.top_via
    assert uri is not None
    assert (uri.host.strip("[]"), uri.port) == ("2001:db8::10", None)
    assert via is not None
    assert (via.host.strip("[]"), via.port) == ("2001:db8::9:1", None)
    assert read.problems == ()


def test_4_2_an_address_without_brackets_is_read_without_guessing_a_port() -> None:
    uri = parse_uri(message("sip:2001:db8::10").request_uri)
    assert uri is not None
    assert uri.port is None
    assert ":" not in uri.host


def test_4_3_a_port_inside_the_brackets_belongs_to_the_address() -> None:
    uri = parse_uri(message("sip:[2001:db8::10:5070]").request_uri)
    assert uri is not None
    assert (uri.host.strip("[]"), uri.port) == ("2001:db8::10:5070", None)


def test_4_4_a_port_behind_the_brackets_is_a_port() -> None:
    uri = parse_uri(message("sip:[2001:db8::10]:5070").request_uri)
    assert uri is not None
    assert (uri.host.strip("[]"), uri.port) == ("2001:db8::10", 5070)


@pytest.mark.parametrize("written", ["[2001:db8::9:255]", "2001:db8::9:255"])
def test_4_5_received_comes_with_brackets_and_without(written: str) -> None:
    via = message(via=(f"SIP/2.0/UDP [2001:db8::9:1];received={written};branch=z9hG4bKas3-111",)).top_via
    assert via is not None
    assert (via.received or "").strip("[]") == "2001:db8::9:255"
    assert via.branch == "z9hG4bKas3-111"


def test_4_6_addresses_in_the_description_have_no_brackets() -> None:
    read = message("sip:user@[2001:db8::10]", method="INVITE", body=_SDP_TWO)
    sdp = parse_sdp(read.body)
    assert (sdp.origin_address, sdp.connection) == ("2001:db8::20", "2001:db8::20")
    assert sdp.media[0].port == 6000


def test_4_7_addresses_of_both_kinds_in_the_headers() -> None:
    vias = (
        "SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111",
        "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144",
        "SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bK451jj;received=192.0.2.200",
    )
    read = message("sip:user@host.example.net", method="BYE", via=vias)
    hosts = [(via.host.strip("[]"), via.port, via.transport) for via in read.vias]
    assert hosts == [("2001:db8::9:1", 6050, "UDP"), ("192.0.2.1", None, "UDP"), ("2001:db8::9:255", None, "TCP")]
    assert read.vias[2].received == "192.0.2.200"


def test_4_8_addresses_of_both_kinds_in_the_description() -> None:
    media = parse_sdp(message(method="INVITE", body=_SDP_TWO).body).media
    found = [(one.kind, one.port, one.connection) for one in media]
    assert found == [("audio", 6000, "2001:db8::20"), ("video", 6024, "192.0.2.1")]


def test_4_9_a_mapped_address_is_one_address() -> None:
    read = message(
        "sip:user@example.com",
        via=("SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19",),
        contact="<sip:u@[::ffff:192.0.2.2]>",
    )
    assert read.top_via is not None
    assert (read.top_via.host.strip("[]"), read.top_via.port) == ("::ffff:192.0.2.10", 19823)
    uri = parse_uri(read.all("contact")[0].strip("<>"))
    assert uri is not None
    assert uri.host.strip("[]") == "::ffff:192.0.2.2"


def test_4_10_three_colons_of_the_old_grammar_do_no_harm() -> None:
    read = message("sip:user@[2001:db8:::192.0.2.1]")
    uri = parse_uri(read.request_uri)
    assert uri is not None
    assert (uri.host.strip("[]"), uri.port) == ("2001:db8:::192.0.2.1", None)
