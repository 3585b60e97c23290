"""Servers that repair addresses for their customers, and our own program: never taken for an ALG."""

from __future__ import annotations

from typing import Any

import pytest

from app.diagnosis.comparison import Explanation, explain
from tests.unit.diagnosis.comparison.messages import PRIVATE, PUBLIC, SERVER, reply, request, sdp

SEEN = f";received={PUBLIC};rport=61000;branch=z9hG4bKaa77"
PROXY = f"SIP/2.0/UDP {SERVER};branch=z9hG4bKsrv.1"
RELAY = "198.51.100.77"


def kinds(told: Explanation) -> set[tuple[str, str]]:
    return {(change.field, change.nature) for change in told.noteworthy}


@pytest.mark.parametrize("tops", [[], [PROXY], [PROXY, PROXY.replace("srv", "in")]], ids=["registrar", "proxy", "two"])
@pytest.mark.parametrize("method", ["REGISTER", "INVITE", "OPTIONS"])
def test_contact_repaired_to_the_source(tops: list[str], method: str) -> None:
    """Kamailio fix_nated_contact, Asterisk rewrite_contact: exactly the place the request came from."""
    arrived = request(method, contact=f"<sip:100@{PUBLIC}:61000>", via_params=SEEN, tops=tops)
    told = explain(request(method), arrived)
    assert (told.answer, told.reason, told.family) == ("no", "provider_help", None)
    assert kinds(told) == {("contact", "nat_help")}


@pytest.mark.parametrize(
    "contact",
    [
        f"<sip:100@{PRIVATE}:5060;alias={PUBLIC}~61000~1>",
        f'<sip:100@{PRIVATE}:5060>;received="sip:{PUBLIC}:61000"',
        f"<sip:100@{PRIVATE}:5060;received={PUBLIC}:61000>",
    ],
)
def test_source_noted_beside_the_contact(contact: str) -> None:
    told = explain(request("REGISTER"), request("REGISTER", contact=contact, via_params=SEEN, tops=[PROXY]))
    assert (told.answer, told.reason) == ("no", "provider_help")
    assert {change.meaning for change in told.noteworthy} == {"contact_note"}


def test_sound_led_through_the_providers_relay() -> None:
    relayed = request(
        body=sdp(RELAY, 30000, origin=PRIVATE, extra="a=nortpproxy:yes\n"),
        via_params=SEEN,
        tops=[PROXY],
        hops=69,
        extra=[("Record-Route", f"<sip:{SERVER};lr>")],
    )
    told = explain(request(body=sdp()), relayed)
    assert (told.answer, told.reason, told.symptoms) == ("no", "provider_help", ())
    assert {nature for _, nature in kinds(told)} == {"nat_help"}
    assert {change.meaning for change in told.changes if change.nature == "harmless"} == {
        "proxy_via",
        "received_added",
        "hop_count",
        "proxy_record_route",
    }


def test_sound_sent_to_our_own_nat_by_somebody_cannot_be_told() -> None:
    """fix_nated_sdp and an SDP-only ALG write the same address."""
    told = explain(request(body=sdp()), request(body=sdp(PUBLIC, origin=PRIVATE), via_params=SEEN, tops=[PROXY]))
    assert (told.answer, told.reason) == ("cannot_tell", "provider_or_alg")


def test_a_session_border_controller_may_change_anything_but_our_via() -> None:
    hidden = request(
        via_params=SEEN,
        tops=[PROXY],
        contact=f"<sip:sbc@{SERVER}>",
        from_="<sip:+4930100@provider.example>",
        body=sdp(RELAY, 30000),
    )
    told = explain(request(body=sdp()), hidden)
    assert (told.answer, told.reason) == ("no", "provider_help")


def test_an_alg_before_the_providers_proxy_is_still_found() -> None:
    """The proxy's entry and its relay do not hide that our own Via was rewritten."""
    arrived = request(
        via=f"{PUBLIC}:5060",
        contact=f"<sip:100@{PUBLIC}:5060>",
        tops=[PROXY],
        body=sdp(RELAY, 30000, origin=PUBLIC),
    )
    told = explain(request(body=sdp()), arrived)
    assert (told.answer, told.confidence) == ("yes", "certain")
    natures = {(change.field, change.nature) for change in told.noteworthy}
    assert {("via", "tampering"), ("contact", "tampering"), ("sdp.o", "tampering"), ("sdp.c", "nat_help")} <= natures


def test_a_visible_proxy_in_the_house_that_changes_nothing_is_harmless() -> None:
    told = explain(request(), request(tops=["SIP/2.0/UDP 192.168.77.2;branch=z9hG4bKpbx"], hops=69))
    assert (told.answer, told.reason) == ("no", "only_harmless")


def test_a_proxy_whose_place_is_unknown_cannot_be_told() -> None:
    name = {"via": "pc.example:5060"}
    before = request(contact=f"<sip:100@{PRIVATE}>", **name)  # type: ignore[arg-type]
    after = request(contact=f"<sip:100@{PUBLIC}>", tops=[PROXY], **name)  # type: ignore[arg-type]
    assert (explain(before, after).answer, explain(before, after).reason) == ("cannot_tell", "provider_or_alg")


@pytest.mark.parametrize(
    "gone", [("Route", f"<sip:{SERVER};lr>"), ("Proxy-Authorization", 'Digest username="100", response="x"')]
)
def test_what_a_proxy_uses_up(gone: tuple[str, str]) -> None:
    told = explain(request(extra=[gone]), request(tops=[PROXY], via_params=SEEN, hops=69))
    assert (told.answer, told.reason) == ("no", "only_harmless")
    assert "proxy_consumed" in {change.meaning for change in told.changes}


class TestOurOwnRepair:
    """pjsua2 signs in again with the address that the first reply told it: another sending, not a changed one."""

    def second(self, **changes: Any) -> bytes:
        again = request("REGISTER", via_params=";rport;branch=z9hG4bKbb88", contact=f"<sip:100@{PUBLIC}:61000;ob>")
        return again.replace(b"CSeq: 7", b"CSeq: 8")

    def test_is_named_and_nobody_is_accused(self) -> None:
        told = explain(request("REGISTER"), self.second())
        assert (told.answer, told.reason) == ("cannot_tell", "other_sending")
        assert kinds(told) == {("contact", "own_repair")}
        assert told.symptoms == ()

    def test_the_via_repair_too(self) -> None:
        told = explain(request("REGISTER"), self.second().replace(PRIVATE.encode(), PUBLIC.encode()))
        assert kinds(told) == {("contact", "own_repair"), ("via", "own_repair")}


def test_a_server_that_repairs_every_contact_it_lists() -> None:
    """The control beside ours moved as well, so the registrar did it."""
    contacts = f"<sip:own@{PRIVATE}:5060>, <sip:name@canary.invalid>"
    listed = f"<sip:own@{PUBLIC}:61000>;expires=60, <sip:name@{PUBLIC}:61000>;expires=60"
    told = explain(request("REGISTER", contact=contacts), reply("REGISTER", contact=listed))
    assert (told.answer, told.reason) == ("no", "provider_help")


def test_only_our_address_moved_and_the_control_stayed() -> None:
    contacts = f"<sip:own@{PRIVATE}:5060>, <sip:name@canary.invalid>"
    listed = f"<sip:own@{PUBLIC}:5060>;expires=60, <sip:name@canary.invalid>;expires=60"
    told = explain(request("REGISTER", contact=contacts), reply("REGISTER", contact=listed))
    assert (told.answer, told.confidence) == ("yes", "likely")
