from __future__ import annotations

import pytest

from app.model.endpoint import Endpoint
from app.practice.rewriting import Flow, rewrite, via_port
from app.practice.scenarios import scenario
from app.protocols.sip import parse_message
from app.protocols.sip_build import build_response
from tests.unit.practice.messages import MESSAGES, changed_lines, filled

PRIVATE = Endpoint("192.168.1.10", 5062)
PUBLIC = Endpoint("203.0.113.7", 5062)
SERVER = Endpoint("203.0.113.10", 5060)
FLOW = Flow(PRIVATE, PUBLIC, SERVER)
RULES = scenario("linux-alg").router.alg
assert RULES is not None

CHANGED = {
    "options": ["Via", "Contact"],
    "register": ["Via", "Contact"],
    "register without contact": ["Via"],
    "invite with sound": ["Via", "Contact", "Content-Length", "o=", "c="],
    "without rport": ["Via", "Contact"],
    "compact and lower case": ["v", "m"],
    "odd case": ["vIA", "CONTACT"],
    "contact with another port": ["Via"],
    "register with another port": ["Via", "Contact"],
    "register that does not last": ["Via"],
    "register with its own lifetime": ["Via", "Contact"],
    "register without port": ["Via", "Contact"],
    "options without port": ["Via"],
    "secure contact": ["Via"],
    "contact by name": ["Via"],
    "two contacts": ["Via", "Contact", "Contact"],
    "contacts in one line": ["Via", "Contact"],
    "contact without brackets": ["Via", "Contact"],
    "from and to with address": ["Via", "Contact", "From", "To"],
    "request to ourselves": ["OPTIONS sip", "Via", "Contact"],
    "second via": ["Via", "Contact"],
    "via with a tab": ["Contact"],
    "via with two blanks": ["Contact"],
    "via by name": ["Contact"],
    "route and record-route": ["Via", "Contact"],
    "foreign address": ["Via"],
    "sound elsewhere": ["Via", "Contact", "Content-Length", "o=", "c="],
    "via with another port": ["REGISTER sip", "Contact", "To"],
    "not sip at all": [],
}
"""Confirmed by the kernel in tests/lab/test_simulation_is_true.py."""


def outbound(name: str) -> tuple[bytes, bytes]:
    assert RULES is not None
    sent = filled(MESSAGES[name], PRIVATE, SERVER)
    return sent, rewrite(sent, RULES, "outbound", FLOW)


@pytest.mark.parametrize("name", MESSAGES)
def test_only_these_lines_change(name: str) -> None:
    assert changed_lines(*outbound(name)) == CHANGED[name]


def test_the_stated_length_is_right_again() -> None:
    before, after = outbound("invite with sound")
    assert len(parse_message(before).body) != len(parse_message(after).body)
    assert parse_message(after).problems == ()


def test_the_reply_is_translated_back_and_keeps_one_trace() -> None:
    assert RULES is not None
    sent, arrived = outbound("options")
    reply = build_response(parse_message(arrived), 200, "OK", source=PUBLIC)
    back = parse_message(rewrite(reply, RULES, "inbound", FLOW))
    via, original = back.top_via, parse_message(sent).top_via
    assert via is not None
    assert original is not None
    assert (via.host, via.port) == (original.host, original.port) == PRIVATE
    assert (via.received, via.rport) == PRIVATE


def test_a_via_that_was_not_seen_on_the_way_out_is_not_translated_back() -> None:
    assert RULES is not None
    _, arrived = outbound("via with a tab")
    reply = build_response(parse_message(arrived), 200, "OK", source=PUBLIC)
    via = parse_message(rewrite(reply, RULES, "inbound", FLOW)).top_via
    assert via is not None
    assert via.received == PUBLIC.host


def test_a_request_from_outside_reaches_the_private_address() -> None:
    assert RULES is not None
    text = filled(MESSAGES["request to ourselves"], PUBLIC, SERVER)
    inside = parse_message(rewrite(text, RULES, "inbound", FLOW))
    assert inside.request_uri == f"sip:100@{PRIVATE}"
    assert inside.top_via is not None
    assert inside.top_via.host == PUBLIC.host


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"\0" * 100, b"SIP/2.0", b"x SIP/2.0\r\nVia" + b" " * 5000])
def test_rubbish_passes_unchanged(data: bytes) -> None:
    assert RULES is not None
    assert rewrite(data, RULES, "outbound", FLOW) == data


def test_the_via_port_is_where_replies_will_go() -> None:
    assert RULES is not None
    sent, arrived = outbound("via with another port")
    assert via_port(sent, RULES, FLOW) == 5999
    assert parse_message(arrived).request_uri == f"sip:{SERVER.host}:5999"
    assert via_port(outbound("options")[0], RULES, FLOW) is None


def test_the_via_of_an_answer_leads_nowhere_though_both_ends_have_one_address() -> None:
    """As in practice, where far end and phone share a computer."""
    assert RULES is not None
    home = Endpoint(PRIVATE.host, 5060)
    asked = filled(MESSAGES["options"], home, PRIVATE)
    answer = build_response(parse_message(asked), 200, "OK", source=home, to_tag="phone")
    assert via_port(asked, RULES, Flow(PRIVATE, PUBLIC, home)) == home.port
    assert via_port(answer, RULES, Flow(PRIVATE, PUBLIC, home)) is None
