from __future__ import annotations

import pytest

from app.model.endpoint import Endpoint
from app.practice.rewriting import Flow, lets_pass, rewrite
from app.practice.scenarios import catalogue, scenario
from app.protocols.sip import parse_message
from app.protocols.sip_build import build_response
from tests.unit.practice.messages import MESSAGES, changed_lines, filled

PRIVATE = Endpoint("192.168.1.10", 5062)
PUBLIC = Endpoint("203.0.113.7", 6062)
SERVER = Endpoint("203.0.113.10", 5060)
FLOW = Flow(PRIVATE, PUBLIC, SERVER)
FAMILIES = sorted({one.id for one in catalogue() if one.id.startswith("alg-") and one.router.alg})


def outbound(scenario_id: str, message: str) -> tuple[bytes, bytes]:
    rules = scenario(scenario_id).router.alg
    assert rules is not None
    sent = filled(MESSAGES[message], PRIVATE, SERVER)
    return sent, rewrite(sent, rules, "outbound", FLOW)


def answered(scenario_id: str, message: str, status: int = 200) -> bytes:
    """The client's view of the server's answer."""
    rules = scenario(scenario_id).router.alg
    assert rules is not None
    _, arrived = outbound(scenario_id, message)
    reply = build_response(parse_message(arrived), status, "Said", source=PUBLIC, contact="<sip:x@203.0.113.10>")
    return rewrite(reply, rules, "inbound", FLOW)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("message", ["options", "register", "invite with sound"])
def test_what_leaves_is_still_a_whole_message(family: str, message: str) -> None:
    sent, arrived = outbound(family, message)
    assert arrived != sent
    assert parse_message(arrived).problems == ()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"\0" * 99, b"OPTIONS x SIP/2.0\r\nMax-Forwards: many\r\nCall-ID: hid-zz\r\n\r\n"]
)
def test_rubbish_passes_without_a_fault(family: str, data: bytes) -> None:
    rules = scenario(family).router.alg
    assert rules is not None
    rewrite(data, rules, "outbound", FLOW)
    rewrite(data, rules, "inbound", FLOW)


def test_the_old_helper_writes_a_port_where_none_was() -> None:
    sent, arrived = outbound("alg-linux-old", "register without port")
    assert changed_lines(sent, arrived) == ["Via", "Contact"]
    contact = parse_message(arrived).get("contact")
    assert contact is not None
    assert contact.startswith("<sip:100@203.0.113.7:6062>")


def test_broadcom_knows_headers_only_in_their_usual_spelling() -> None:
    assert changed_lines(*outbound("alg-broadcom", "odd case")) == []
    assert changed_lines(*outbound("alg-broadcom", "compact and lower case")) == ["v", "m"]


def test_broadcom_changes_the_first_contact_only_and_makes_ports_even() -> None:
    assert changed_lines(*outbound("alg-broadcom", "two contacts")) == ["Via", "Contact"]
    sent, arrived = outbound("alg-broadcom", "invite with sound")
    assert set(changed_lines(sent, arrived)) == {"Via", "Contact", "Content-Length", "o=", "c=", "a=rtcp"}


def test_broadcom_leaves_the_outside_address_in_answers_of_success() -> None:
    success, refusal = (
        parse_message(answered("alg-broadcom", "options")),
        parse_message(answered("alg-broadcom", "options", 401)),
    )
    assert success.top_via is not None
    assert refusal.top_via is not None
    assert (success.top_via.host, refusal.top_via.host) == (PUBLIC.host, PRIVATE.host)


def test_broadcom_swallows_a_contact_that_is_a_name() -> None:
    rules = scenario("alg-broadcom").router.alg
    assert rules is not None
    assert not lets_pass(filled(MESSAGES["contact by name"], PRIVATE, SERVER), rules)
    assert lets_pass(filled(MESSAGES["register"], PRIVATE, SERVER), rules)


def test_the_proxy_adds_a_via_and_takes_it_away_again() -> None:
    _, arrived = outbound("alg-siproxd", "invite with sound")
    message = parse_message(arrived)
    assert [via.host for via in message.vias] == [PUBLIC.host, PRIVATE.host]
    assert b"\r\nContent-Length:   " in arrived
    assert b"m=audio 7070 " in message.body
    back = parse_message(answered("alg-siproxd", "options"))
    assert [via.host for via in back.vias] == [PRIVATE.host]
    assert back.top_via is not None
    assert back.top_via.received is None


def test_fortigate_leaves_a_trace_and_changes_routes() -> None:
    assert b"\r\ni=(o=IN IP4 192.168.1.10)\r\n" in outbound("alg-fortigate", "invite with sound")[1]
    lines = changed_lines(*outbound("alg-fortigate", "route and record-route"))
    assert lines == ["Via", "Contact", "Route", "Record-Route"]


def test_juniper_hides_the_call_id_and_shows_it_again() -> None:
    sent, arrived = outbound("alg-juniper", "options")
    assert parse_message(sent).call_id not in arrived.decode()
    assert parse_message(answered("alg-juniper", "options")).call_id == parse_message(sent).call_id


def test_cisco_keeps_the_origin() -> None:
    sent, arrived = outbound("alg-cisco", "invite with sound")
    assert b"o=- 1 1 IN IP4 192.168.1.10" in arrived
    assert b"c=IN IP4 203.0.113.7" in arrived
    assert arrived.count(b"\r\na=") == sent.count(b"\r\na=") + 1


def test_tmg_leaves_the_wrong_port() -> None:
    via = parse_message(answered("alg-tmg", "options")).top_via
    assert via is not None
    assert (via.received, via.rport) == (PRIVATE.host, PUBLIC.port)


def test_speedtouch_replaces_everywhere() -> None:
    _, arrived = outbound("alg-speedtouch", "invite with sound")
    assert PRIVATE.host.encode() not in arrived
