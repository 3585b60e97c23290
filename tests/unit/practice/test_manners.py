from __future__ import annotations

import pytest

from app.model.endpoint import Endpoint
from app.practice.manners import MANNERS, behave
from app.protocols.sip import parse_message
from app.protocols.sip_build import build_response
from tests.unit.practice.messages import MESSAGES, filled

CLIENT, SEEN = Endpoint("192.168.1.10", 5062), Endpoint("203.0.113.7", 6062)


def request(name: str, manner: str) -> bytes:
    return behave(filled(MESSAGES[name], CLIENT, SEEN), [manner], "outbound", SEEN)


def reply(manner: str) -> bytes:
    asked = parse_message(filled(MESSAGES["options"], CLIENT, SEEN))
    return behave(build_response(asked, 200, "OK", source=SEEN), [manner], "inbound", SEEN)


def test_a_repaired_contact_is_the_source_whatever_it_was() -> None:
    for name in ("register", "contact by name", "foreign address"):
        contact = parse_message(request(name, "contact-to-source")).get("contact")
        assert contact is not None
        assert contact.startswith(f"<sip:100@{SEEN}"), name


def test_an_alias_stands_beside_the_contact() -> None:
    contact = parse_message(request("register", "contact-alias")).get("contact")
    assert contact == f"<sip:100@{CLIENT};alias={SEEN.host}~{SEEN.port}~1>"


@pytest.mark.parametrize(
    ("manner", "received", "rport"),
    [
        ("without-received", None, SEEN.port),
        ("without-received-and-rport", None, None),
        ("received-inside", "10.255.0.9", SEEN.port),
        ("received-as-sent", CLIENT.host, SEEN.port),
        ("other-layout", SEEN.host, SEEN.port),
    ],
)
def test_what_an_answer_tells_of_us(manner: str, received: str | None, rport: int | None) -> None:
    via = parse_message(reply(manner)).top_via
    assert via is not None
    assert (via.received, via.rport) == (received, rport)


@pytest.mark.parametrize("manner", MANNERS)
def test_every_answer_keeps_its_meaning(manner: str) -> None:
    message = parse_message(reply(manner))
    plain = parse_message(filled(MESSAGES["options"], CLIENT, SEEN))
    assert message.problems == ()
    assert (message.status, message.call_id, message.cseq) == (200, plain.call_id, plain.cseq)
    assert behave(b"\0 not SIP", [manner], "inbound", SEEN) == b"\0 not SIP"
