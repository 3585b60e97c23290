"""Each kind of difference has its meaning: what is harmless, what is damage, what changes the meaning."""

from __future__ import annotations

import pytest

from app.diagnosis.comparison import MEANINGS, compare
from app.diagnosis.comparison.change import MEANING_IDS
from tests.unit.diagnosis.comparison.messages import PRIVATE, PUBLIC, SERVER, message, request, sdp

INVITE = request(
    contact=f'"Ann" <sip:100@{PRIVATE}:5060;transport=udp;ob>;expires=60',
    extra=[("Supported", "replaces, 100rel"), ("Session-Expires", "1800;refresher=uac"), ("User-Agent", "Test 1")],
    body=sdp(extra="a=ptime:20\nb=AS:64\n"),
)


def meanings(after: bytes, before: bytes = INVITE) -> set[tuple[str, str]]:
    return {(change.field, change.meaning) for change in compare(before, after)}


def test_every_meaning_has_a_nature() -> None:
    assert set(MEANINGS) == set(MEANING_IDS)


@pytest.mark.parametrize("meaning", [name for name, entry in MEANINGS.items() if entry.proves])
def test_only_tampering_proves(meaning: str) -> None:
    assert MEANINGS[meaning].nature == "tampering"  # type: ignore[index]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Via: SIP/2.0/UDP ", b"VIA:SIP / 2.0 / UDP\t"),
        (b"Via: ", b"v: "),
        (b";rport;branch=z9hG4bKaa77", b" ; branch=z9hG4bKaa77;\r\n rport"),
        (b"Contact: ", b"m:   "),
        (b"transport=udp;ob", b"OB;Transport=UDP"),
        (b'"Ann" <sip:100', b'"Ann"<SIP:100'),
        (b"From: <sip:100@provider.example>", b"f: <sip:100@PROVIDER.example>"),
        (b"From: <sip:100@provider.example>", b"From: sip:100@provider.example"),
        (b"replaces, 100rel", b"replaces,100REL"),
        (b"Supported: replaces, 100rel", b"Supported: replaces\r\nSupported: 100rel"),
        (b"replaces, 100rel", b"100rel, replaces"),
        (b"Call-ID: c0ffee-77", b"i:\tc0ffee-77 "),
        (b"Content-Length: ", b"l:    "),
        (b"a=ptime:20\r\nb=AS:64\r\n", b"b=AS:64\r\na=ptime:20\r\n"),
        (b"\r\n", b"\n"),
        (b"INVITE sip:198", b"INVITE SIP:198"),
    ],
)
def test_other_spelling_is_harmless(old: bytes, new: bytes) -> None:
    after = INVITE.replace(old, new, -1 if old == b"\r\n" else 1)
    assert after != INVITE
    found = compare(INVITE, after)
    assert found
    assert {change.nature for change in found} == {"harmless"}


def test_other_order_of_headers_is_harmless() -> None:
    head, _, body = INVITE.partition(b"\r\n\r\n")
    start, *lines = head.split(b"\r\n")
    turned = b"\r\n".join([start, *reversed(lines), b"", b""]) + body
    assert meanings(turned) == {("message", "order")}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"Call-ID: c0ffee-77", b"Call-ID: C0FFEE-77", ("call-id", "call_id")),
        (b";tag=me1", b";tag=me2", ("from", "tag")),
        (b"CSeq: 7 ", b"CSeq: 8 ", ("cseq", "sequence")),
        (b"<sip:100@provider.example>", b"<sip:100@provider.example:5060>", ("from", "identity_port")),
        (b"<sip:100@provider.example>", b"<sip:100@203.0.113.10>", ("from", "identity_address")),
        (b"Max-Forwards: 70", b"Max-Forwards: 71", ("max-forwards", "header_text")),
        (b"Max-Forwards: 70", b"Max-Forwards: 69", ("max-forwards", "hop_count")),
        (b"1800;refresher", b"90;refresher", ("session-expires", "session_timer")),
        (b"User-Agent: Test 1\r\n", b"", ("user-agent", "header_removed")),
        (b"User-Agent: Test 1", b"X-New: 1\r\nUser-Agent: Test 1", ("x-new", "header_added")),
        (b"@192.168.77.10:5060;transport", b"@192.168.77.10:6060;transport", ("contact", "contact_port")),
        (b"sip:198.51.100.20 ", b"sip:198.51.100.20:5996 ", ("request-uri", "request_uri_port")),
        (b"sip:198.51.100.20 ", b"sip:192.168.1.2 ", ("request-uri", "request_uri_address")),
        (b"sip:198.51.100.20 ", b"sip:bob@there.example ", ("request-uri", "request_uri_text")),
        (b"UDP 192.168.77.10:5060", b"UDP 192.168.77.10:6000", ("via", "via_port")),
        (b"UDP 192.168.77.10:5060", b"UDP 192.168.77.10", ("via", "spelling")),
        (b"UDP 192.168.77.10:5060", b"TCP 192.168.77.10:5060", ("via", "header_text")),
        (b"branch=z9hG4bKaa77", b"branch=z9hG4bKzz99", ("via", "branch")),
        (b"m=audio 4000 RTP/AVP", b"m=audio 4002 RTP/AVP", ("sdp.m", "media_port")),
        (b"m=audio 4000 RTP/AVP 8 0 101", b"m=audio 4000 RTP/AVP 8 0", ("sdp.m", "media_formats")),
        (b"m=audio 4000 RTP/AVP", b"m=audio 4000 RTP/SAVP", ("sdp.m", "media_security")),
        (b"a=rtpmap:101 telephone-event/8000", b"a=rtpmap:96 telephone-event/8000", ("sdp.a=rtpmap", "media_formats")),
        (b"a=sendrecv", b"a=recvonly", ("sdp.a=recvonly", "media_direction")),
        (b"b=AS:64", b"b=AS:32", ("sdp.b", "sdp_text")),
        (b"b=AS:64", b":=64", ("sdp.b", "body_damaged")),
        (b"c=IN IP4 192.168.77.10", b"c=IN IP4 192.168.77.99", ("sdp.c", "media_address_inside")),
        (b"c=IN IP4 192.168.77.10", b"c=IN IP4 10.0.0.9", ("sdp.c", "media_address")),
        (b"s=call\r\n", b"s=call\r\ni=(o=IN IP4 192.168.77.10)\r\n", ("sdp.i", "trace_line")),
        (b"Contact: ", b"Contac ", ("contact", "header_damaged")),
        (b"Contact: ", b"Xontact: ", ("contact", "header_damaged")),
        (b";transport=udp;ob>;expires=60", b"", ("contact", "header_damaged")),
        (b"User-Agent: Test 1", b"User-Agent: Test 203.0.113.10", ("user-agent", "header_text")),
    ],
)
def test_meaning(old: bytes, new: bytes, expected: tuple[str, str]) -> None:
    after = INVITE.replace(old, new, 1)
    assert after != INVITE
    assert expected in meanings(after)


def test_one_change_is_one_change() -> None:
    """The rest of a long message does not become different because of it."""
    after = INVITE.replace(b"b=AS:64", b"b=AS:32")
    assert meanings(after) == {("sdp.b", "sdp_text")}


def test_address_in_free_text_replaced() -> None:
    before = request(extra=[("Subject", f"from {PRIVATE}")])
    assert meanings(before.replace(PRIVATE.encode(), PUBLIC.encode(), 4), before) >= {("subject", "other_address")}


def test_i_p_v6_is_read_and_spelled_freely() -> None:
    def one(host: str, line: str) -> bytes:
        return request(via=f"[{host}]:5060", contact=f"<sip:100@[{host}]:5060>", body=sdp(line).replace("IP4", "IP6"))

    before = one("fd00::1:2", "fd00::1:2")
    assert {change.nature for change in compare(before, one("FD00:0:0::1:2", "fd00::1:2"))} == {"harmless"}
    assert meanings(one("2001:db8::9", "2001:db8::9"), before) == {
        ("via", "via_address"),
        ("contact", "contact_address"),
        ("sdp.o", "origin_address"),
        ("sdp.c", "media_address"),
        ("content-length", "content_length_follows"),
    }


class TestLength:
    def test_not_adapted(self) -> None:
        before, after = request(body=sdp(PRIVATE)), request(body=sdp(PUBLIC))
        stale = after.replace(b"Content-Length: 155", b"Content-Length: 157")
        assert stale != after
        assert ("content-length", "content_length_wrong") in meanings(stale, before)

    def test_an_end_that_is_missing(self) -> None:
        assert meanings(INVITE[:-30]) == {("body", "body_cut"), ("content-length", "content_length_wrong")}

    @pytest.mark.parametrize("tail", [b"\r\n", b"\n\n", b"\r\n\r\n\r\n"])
    def test_line_ends_that_an_editor_added(self, tail: bytes) -> None:
        assert meanings(INVITE + tail) == set()

    def test_the_last_line_end_that_an_editor_took(self) -> None:
        assert meanings(INVITE.removesuffix(b"\r\n")) == set()

    def test_a_text_file_keeps_its_length(self) -> None:
        assert meanings(INVITE.replace(b"\r\n", b"\n")) == {("message", "line_ends")}


def test_a_body_that_is_no_session_description() -> None:
    before = message(
        f"MESSAGE sip:{SERVER} SIP/2.0", [("CSeq", "1 MESSAGE"), ("Call-ID", "m1@x")], "call me at 10.0.0.1"
    )
    assert ("body", "other_address") in meanings(before.replace(b"10.0.0.1", b"203.0.113.9"), before)
    assert ("body", "body_text") in meanings(before.replace(b"call", b"dial"), before)


def test_secrets_are_not_compared_and_not_shown() -> None:
    def one(response: str) -> bytes:
        return request(extra=[("Authorization", f'Digest username="100", realm="r", response="{response}"')])

    found = compare(one("aaaabbbbccccdddd"), one("0000111122223333"))
    assert found == ()
    moved = compare(one("aaaabbbbccccdddd"), one("x").replace(b'realm="r"', b'realm="s"'))
    assert moved
    assert not [change for change in moved if "aaaabbbb" in f"{change.before}{change.after}"]


def test_a_tortured_but_legal_spelling_is_harmless() -> None:
    """The oddities of RFC 4475 section 3.1.1.1 in one message, against the same message in plain spelling."""
    plain = message(
        "INVITE sip:vivek@chair.example.com;unknownparam SIP/2.0",
        [
            ("To", "sip:vivek@chair.example.com;tag=1918181833n"),
            ("From", '"J Rosenberg \\\\\\"" <sip:jdrosen@example.com>;tag=98asjd8'),
            ("Max-Forwards", "68"),
            ("Call-ID", "wsinv.ndaksdj@192.0.2.1"),
            ("CSeq", "9 INVITE"),
            ("Via", "SIP/2.0/UDP 192.0.2.2;branch=390skdjuw"),
            ("Subject", ""),
            ("NewFangledHeader", "newfangled value continued newfangled value"),
            ("UnknownHeaderWithUnusualValue", ";;,,;;,;"),
            ("Content-Type", "application/sdp"),
            ("Route", "<sip:services.example.com;lr;unknownwith=value;unknown-no-value>"),
            ("Via", "SIP/2.0/TCP spindle.example.com;branch=z9hG4bK9ikj8"),
            ("Via", "SIP/2.0/UDP 192.168.255.111;branch=z9hG4bK30239"),
            ("Contact", '"Quoted string \\"\\"" <sip:jdrosen@example.com>;newparam=newvalue;secondparam;q=0.33'),
        ],
        sdp("192.0.2.3"),
    )
    lines = [
        "INVITE sip:vivek@chair.example.com;unknownparam SIP/2.0",
        "TO :",
        " sip:vivek@chair.example.com ;   tag    = 1918181833n",
        'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
        "  ;",
        "  tag = 98asjd8",
        "MaX-fOrWaRdS: 0068",
        "i: wsinv.ndaksdj@192.0.2.1",
        "Content-Length   : 0154",
        "cseq: 0009",
        "  INVITE",
        "Via  : SIP  /   2.0",
        " /UDP",
        "    192.0.2.2;branch=390skdjuw",
        "s :",
        "NewFangledHeader:   newfangled value",
        " continued newfangled value",
        "UnknownHeaderWithUnusualValue: ;;,,;;,;",
        "Content-Type: application/sdp",
        "Route:",
        " <sip:services.example.com;lr;unknownwith=value;unknown-no-value>",
        "v:  SIP  / 2.0  / TCP     spindle.example.com   ;",
        "  branch  =   z9hG4bK9ikj8  ,",
        " SIP  /    2.0   / UDP  192.168.255.111   ; branch=",
        " z9hG4bK30239",
        'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =',
        "      newvalue ;",
        "  secondparam ; q = 0.33",
    ]
    body = plain.partition(b"\r\n\r\n")[2]
    odd = "\r\n".join([*lines, "", ""]).replace("0154", f"0{len(body)}").encode() + body
    found = compare(plain, odd)
    assert found
    assert [change for change in found if change.nature != "harmless"] == []
