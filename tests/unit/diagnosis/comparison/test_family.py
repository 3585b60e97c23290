"""Families: each is named by its own signs, none by the signs of another, and too little names nobody."""

from __future__ import annotations

from typing import Any

import pytest

from app.diagnosis.comparison import explain, family_of
from app.diagnosis.comparison.family import FAMILY_IDS, PROFILES
from app.diagnosis.comparison.signs import _SIGNS, MEASURED_SIGNS, SIGN_IDS
from tests.unit.diagnosis.comparison.messages import PRIVATE, PUBLIC, request, sdp

ICE = f"a=rtcp:4001 IN IP4 {PRIVATE}\na=candidate:1 1 UDP 2130706431 {PRIVATE} 4000 typ host\n"
OUT = {"via": f"{PUBLIC}:41234", "contact": f"<sip:100@{PUBLIC}:41234>"}
IN = {"via": f"{PRIVATE}:41234", "contact": f"<sip:100@{PRIVATE}:41234>"}


def named(before: bytes, after: bytes) -> str:
    told = explain(before, after)
    assert told.answer == "yes"
    assert told.family is not None
    return told.family.id


def test_every_family_but_unknown_has_a_profile_and_every_sign_a_source() -> None:
    assert set(PROFILES) == set(FAMILY_IDS) - {"unknown"}
    assert set(_SIGNS) | MEASURED_SIGNS == set(SIGN_IDS)
    assert not set(_SIGNS) & MEASURED_SIGNS


@pytest.mark.parametrize("family", PROFILES)
def test_its_own_signs_name_it(family: Any) -> None:
    profile = PROFILES[family]
    shown = {sign for sign, weight in profile.weights.items() if weight > 0}
    assert family_of(shown).id == family
    assert family_of(shown | set(list(profile.never)[:1])).id != family or not profile.never


@pytest.mark.parametrize("signs", [set(), {"via_kept"}, {"identity_rewritten"}, {"call_id_kept", "others_kept"}])
def test_too_little_names_nobody(signs: Any) -> None:
    assert (family_of(signs).id, family_of(signs).evidence) == ("unknown", ())


def test_evidence_is_what_was_seen() -> None:
    guess = family_of({"trace_line", "identity_rewritten", "via_rewritten"})
    assert (guess.id, guess.confidence, guess.evidence) == ("fortigate", "likely", ("trace_line", "identity_rewritten"))


def test_measured_signs_can_decide() -> None:
    assert family_of({"via_rewritten", "contact_rewritten", "non_sip_dropped"}).id == "sonicwall"
    assert family_of({"reply_at_via_port"}).id == "linux_helper"
    assert family_of({"forged_answer", "via_rewritten"}).id == "carrier"


class TestByWhatChanged:
    def test_broadcom_changes_rtcp_and_the_first_contact_only(self) -> None:
        two = f"<sip:100@{PRIVATE}:41234>, <sip:101@{PRIVATE}:41234>"
        half = f"<sip:100@{PUBLIC}:41234>, <sip:101@{PRIVATE}:41234>"
        before = request(via=IN["via"], contact=two, body=sdp(extra=f"a=rtcp:4001 IN IP4 {PRIVATE}\n"))
        after = request(via=OUT["via"], contact=half, body=sdp(PUBLIC, extra=f"a=rtcp:4001 IN IP4 {PUBLIC}\n"))
        assert named(before, after) == "broadcom"

    def test_broadcom_overlooks_a_lower_case_via(self) -> None:
        before = request("REGISTER", **IN).replace(b"Via:", b"via:")  # type: ignore[arg-type]
        after = request("REGISTER", via=IN["via"], contact=OUT["contact"]).replace(b"Via:", b"via:")
        assert named(before, after) == "broadcom"

    def test_broadcom_makes_the_media_port_even(self) -> None:
        before = request(**IN, body=sdp(port=4003))  # type: ignore[arg-type]
        after = request(**OUT, body=sdp(PUBLIC, 4002))  # type: ignore[arg-type]
        assert named(before, after) == "broadcom"

    def test_linux_leaves_ice_alone(self) -> None:
        before = request(**IN, body=sdp(extra=ICE))  # type: ignore[arg-type]
        assert named(before, request(**OUT, body=sdp(PUBLIC, extra=ICE))) == "linux_helper"  # type: ignore[arg-type]

    def test_old_linux_puts_a_port_into_from(self) -> None:
        before = request("REGISTER", **IN, from_=f"<sip:100@{PRIVATE}>")  # type: ignore[arg-type]
        after = request("REGISTER", **OUT, from_=f"<sip:100@{PUBLIC}:41234>")  # type: ignore[arg-type]
        assert named(before, after) == "linux_helper_old"

    def test_speedtouch_replaces_anywhere(self) -> None:
        free = [("Subject", f"from {PRIVATE}")]
        before = request(**IN, extra=free, call_id=f"a@{PRIVATE}", body=sdp(extra=ICE))  # type: ignore[arg-type]
        after = before.replace(PRIVATE.encode(), PUBLIC.encode())
        assert named(before, after) == "speedtouch"

    def test_juniper_hides_the_call_id(self) -> None:
        before = request(**IN, call_id=f"a@{PRIVATE}")  # type: ignore[arg-type]
        after = request(**OUT, call_id=f"a@{PUBLIC}")  # type: ignore[arg-type]
        assert named(before, after) == "juniper"

    def test_fortigate_notes_the_address_it_replaced(self) -> None:
        note = f"s=call\ni=(o=IN IP4 {PRIVATE})\n"
        before = request(**IN, body=sdp())  # type: ignore[arg-type]
        after = request(**OUT, body=sdp(PUBLIC).replace("s=call\n", note))  # type: ignore[arg-type]
        assert named(before, after) == "fortigate"

    def test_cisco_leaves_an_origin_alone_that_differs(self) -> None:
        before = request(**IN, body=sdp(), call_id="x")  # type: ignore[arg-type]
        after = request(**OUT, body=sdp(PUBLIC, origin=PRIVATE), call_id="x")  # type: ignore[arg-type]
        assert named(before, after) == "cisco"

    def test_one_changed_port_names_nobody(self) -> None:
        before, after = request("OPTIONS", **IN), request("OPTIONS", via=f"{PRIVATE}:6000", contact=IN["contact"])  # type: ignore[arg-type]
        assert named(before, after) == "unknown"
