"""RFC 4475: nothing raises, what is legal reads as meant, what is broken is said to be."""

from __future__ import annotations

import pytest

from app.protocols.sdp import parse_sdp
from app.protocols.sip import SipMessage, parse_message
from tests.unit.protocols.torture import INVALID, MESSAGES, OTHER_LAYERS, VALID

PROBLEMS = {
    "dblreq": ("body_longer_than_stated",),
    "clerr": ("body_shorter_than_stated",),
    "ncl": ("content_length_unreadable",),
    "lwsruri": ("start_line_spacing",),
    "lwsstart": ("start_line_spacing",),
    "trws": ("start_line_spacing",),
    "bigcode": ("start_line_unreadable",),
    "mcl01": ("content_length_contradicts",),
}


def read(name: str) -> SipMessage:
    return parse_message(MESSAGES[name])


def test_all_49_are_here() -> None:
    assert (len(VALID), len(INVALID), len(OTHER_LAYERS)) == (13, 19, 17)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_torture_message_reads_without_raising(name: str) -> None:
    message = read(name)
    assert message.raw == MESSAGES[name]
    assert message.problems == PROBLEMS.get(name, ())
    assert message.is_request or message.is_response or name == "bigcode"
    assert message.vias
    parse_sdp(message.body)


def test_the_tortuous_invite_means_what_it_says() -> None:
    message = read("wsinv")
    assert message.cseq == (9, "INVITE")
    assert message.get("subject") == ""
    assert message.get("newfangledheader") == "newfangled value continued newfangled value"
    assert message.get("max-forwards") == "0068"
    assert [(via.transport, via.host, via.branch) for via in message.vias] == [
        ("UDP", "192.0.2.2", "390skdjuw"),
        ("TCP", "spindle.example.com", "z9hG4bK9ikj8"),
        ("UDP", "192.168.255.111", "z9hG4bK30239"),
    ]
    assert message.from_ is not None
    assert (message.from_.display, message.from_.tag) == ('J Rosenberg \\"', "98asjd8")
    assert message.contact is not None
    assert message.contact.display == 'Quoted string ""'
    assert message.contact.params == {"newparam": "newvalue", "secondparam": "", "q": "0.33"}
    assert len(message.body) == 150


def test_a_strange_method_and_its_strange_uri() -> None:
    message = read("intmeth")
    assert message.method == "!interesting-Method0123456789_*+`.%indeed'~"
    assert message.to is not None
    assert message.to.display == "BEL:\x07 NUL:\x00 DEL:\x7f"
    assert message.from_ is not None
    assert message.from_.params["fromparam''~+*_!.-%"].encode("latin-1").decode() == "работающий"
    assert message.get("extensionHeader-!.%*+_`'~") == "\ufeff大停電".encode().decode("latin-1")


def test_escapes_stay_as_they_are() -> None:
    esc01 = read("esc01").contact
    assert esc01 is not None
    assert esc01.uri_text == "sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31"
    assert read("esc02").method == "RE%47IST%45R"
    assert len(read("esc02").all("contact")) == 2
    assert [item.partition("@")[0] for item in read("escnull").all("contact")] == ["<sip:%00", "<sip:%00%00"]


def test_a_user_part_may_hold_a_semicolon() -> None:
    message = read("semiuri")
    assert message.request_uri == "sip:user;par=u%40example.net@example.com"
    assert message.all("accept")[-1] == "message/sipfrag"


def test_two_requests_in_one_datagram_are_one_and_a_rest() -> None:
    assert read("dblreq").trailing.lstrip().startswith(b"INVITE sip:joe@example.com")


def test_parameters_belong_to_the_uri_only_inside_brackets() -> None:
    outside, inside = read("cparam01").contact, read("cparam02").contact
    assert outside is not None
    assert inside is not None
    assert (outside.uri_text, outside.params) == ("sip:+19725552222@gw1.example.net", {"unknownparam": ""})
    assert (inside.uri_text, inside.params) == ("sip:+19725552222@gw1.example.net;unknownparam", {})


@pytest.mark.parametrize("name", ["scalar02", "scalarlg"])
def test_numbers_beyond_their_range_are_not_numbers(name: str) -> None:
    assert read(name).cseq is None


def test_an_unclosed_quote_hides_the_address() -> None:
    to = read("quotbal").to
    assert to is not None
    assert to.uri is None


def test_unknown_schemes_are_no_sip_uris() -> None:
    assert read("novelsc").request_uri == "soap.beep://192.0.2.103:3002"
    contact = read("unksm2").contact
    assert contact is not None
    assert (contact.uri_text, contact.uri) == ("name:John_Smith", None)


def test_reason_phrases_may_be_empty_or_in_any_script() -> None:
    assert read("noreason").phrase == ""
    assert read("unreason").phrase.encode("latin-1").decode() == "= 2**3 * 5**2 но сто девяносто девять - простое"


def test_all_transports_are_read() -> None:
    assert [via.transport for via in read("transports").vias] == ["UDP", "SCTP", "TLS", "UNKNOWN", "TCP"]
