"""The gate: people's numbers, names and secrets are shortened or gone, machines' addresses stay."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.facts import FACT_TYPES, AudioDevices, Unknown
from app.report.allowed import FIELDS, allowed, shown_value
from app.report.redaction import Redactor
from app.report.sip_text import sip_lines
from app.report.visible import visible, visible_lines
from tests.unit.report.sessions import REGISTER

SHORTENED = {
    "call +49 30 1234567 now": "call ***567 now",
    "sip:+493012345678@a.example": "sip:***678@a.example",
    "<sip:rmarsh77:secretpw@a.example>": "<sip:r***7@a.example>",
    "tel:+493012345678": "tel:***678",
    "write to bob.smith@mail.example": "write to b***h@mail.example",
    "seen 00:11:22:33:44:55": "seen 00:11:22:**",
    "Anna's AirPods": "A***a's AirPods",
    "password: hunter2, rest": "password: (hidden), rest",
    'response="0123abcd"': "response=(hidden)",
    "sip:ab@x.example": "sip:***@x.example",
}
KEPT = [
    "192.168.1.10:5060",
    "203.0.113.7",
    "2001:db8::1",
    "sip:echo@testline.invalid",
    "udp:5060",
    "pjsip 2.15.1-post1",
    "Linux 6.18.44",
    "200 OK",
    "response=hidden",
    "12 of 277 packets",
    "sip:provider.example",
]


@pytest.mark.parametrize(("given_text", "shown"), SHORTENED.items(), ids=SHORTENED)
def test_what_names_a_person_is_shortened(given_text: str, shown: str) -> None:
    assert Redactor().text(given_text) == shown


@pytest.mark.parametrize("content", KEPT)
def test_what_names_a_machine_stays(content: str) -> None:
    assert Redactor().text(content) == content


def test_the_same_person_has_the_same_token_and_others_another() -> None:
    gate = Redactor()
    first, again = gate.user("+493012345678"), gate.user("+493012345678")
    other = gate.user("+498912345678")
    assert first == again == "***678"
    assert other == "***678(2)"
    assert gate.user("Rosalind") == gate.user("rosalind")
    assert gate.text("sip:+498912345678@x.example") == f"sip:{other}@x.example"


def test_a_token_is_not_shortened_again() -> None:
    gate = Redactor()
    token = gate.user("1000x")
    assert gate.user(token) == token
    assert gate.text(f"sip:{token}@x.example") == f"sip:{token}@x.example"


def test_a_message_keeps_what_support_needs_and_nothing_that_belongs_to_a_person() -> None:
    gate = Redactor()
    shown = "\n".join(sip_lines(REGISTER, gate))
    for secret in ("Rosalind", "Marsh", "12345678", "rmarsh77", "canary"):
        assert secret not in shown
    for needed in (
        "REGISTER sip:example.com SIP/2.0",
        "Via: SIP/2.0/UDP 192.168.1.10:5062;rport;branch=z9hG4bKx",
        'From: "R***h" <sip:***678@example.com>;tag=a',
        "Call-ID: abc@192.168.1.10",
        'realm="example.com"',
        "nonce=(hidden)",
        "X-Billing: (hidden, 19)",
        "c=IN IP4 192.168.1.10",
        "o=r***7 1 1 IN IP4 192.168.1.10",
        "m=audio 4000 RTP/SAVP 0",
        "a=rtpmap:0 PCMU/8000",
        "s=(hidden, 14)",
    ):
        assert needed in shown
    assert gate.hidden["credential"] == 3
    assert gate.hidden["header"] == 1


def test_a_body_that_is_no_session_description_is_hidden() -> None:
    shown = sip_lines("INFO sip:a SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=4711\r\n", Redactor())
    assert shown[-1].startswith("(hidden")
    assert "4711" not in "\n".join(shown)


def test_folded_compact_and_odd_headers_are_still_recognised() -> None:
    folded = 'f: "Rosalind"\r\n <sip:rmarsh77@a.example>\r\n'
    raw = f'OPTIONS sip:a SIP/2.0\r\n{folded}AUTHORIZATION : Digest response="x1"\r\nodd\r\n\r\n'
    shown = "\n".join(sip_lines(raw, Redactor()))
    assert 'f: "R***d" <sip:r***7@a.example>' in shown
    assert "response=(hidden)" in shown
    assert "odd" not in shown


def test_the_list_names_every_field_of_every_fact() -> None:
    """A new field of a fact is hidden until somebody decides how it may be shown."""
    for kind in FACT_TYPES:
        if kind is not Unknown:
            assert set(FIELDS[kind.kind]) == {field.name for field in fields(kind)}, kind.kind


def test_what_is_not_on_the_list_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FIELDS, "audio.devices", {"outcome": "value"})
    gate = Redactor()
    assert allowed(AudioDevices(("Anna's headset",), (), "found"), gate) == {"outcome": "found"}
    assert gate.hidden["field"] == 4  # both lists, and both in use
    assert allowed(Unknown("future", '{"number": "+493012345678"}'), gate) == {"hidden": "(hidden, 27)"}


def test_details_pass_through_the_gate_at_any_depth() -> None:
    shown = shown_value({"a": ["sip:rmarsh77@x.example", {"b": "+493012345678"}], "n": 3}, Redactor())
    assert shown == {"a": ["sip:r***7@x.example", {"b": "***678"}], "n": 3}


def test_signs_stand_for_what_would_act() -> None:
    assert visible("a\x00b\tc\x1b[31m\x7f") == "a␀b␉c␛[31m␡"
    assert visible("abc\u202egnp.exe\u200b\u2028") == "abc\u2039202E\u203agnp.exe\u2039200B\u203a\u20392028\u203a"
    assert visible("x" * 500) == "x" * 400 + " … (+100)"
    assert visible_lines("a\r\nb\nc\r\n\r\n") == ("a", "b", "c")
    assert visible_lines("ab\ncd", limit=3) == ("ab", "… (+2)")


@given(st.text(max_size=3000))
def test_nothing_raises_and_nothing_invisible_is_left(content: str) -> None:
    gate = Redactor()
    for shown in (gate.text(content), *sip_lines(content, gate), visible(content)):
        assert _harmless(shown)
        assert len(shown) < 7000


def _harmless(shown: str) -> bool:
    """``isprintable`` calls other blanks than the plain one unprintable; they do no harm."""
    return all(char.isprintable() or char.isspace() for char in shown)
