"""Rewriting is proven, excluded, or left open: the clear cases and everything that only looks like them."""

from __future__ import annotations

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Verdict
from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote, NetworkInterface, NotRun, SipExchange
from tests.unit.diagnosis.observed import OUTSIDE, OWN, SERVER, control, exchange, observe, stun, unanswered


def judge(*facts: Fact) -> Verdict:
    verdict = diagnose(observe(*facts)).verdict("sip_alg")
    assert verdict is not None
    return verdict


def rewritten(**changes: object) -> Fact:
    """The reply names our own address and port."""
    return exchange(OWN.host, rport=OWN.port, **changes)  # type: ignore[arg-type]


VPN = NetworkInterface("wg0", OWN.host, None, "vpn")
INSIDE = Endpoint("192.168.1.5", 5060)

CONTROLLED = {
    "another port shows the translated address": [rewritten(), control()],
    "TLS shows it": [rewritten(), control(transport="tls", port=5061)],
    "TCP on the watched port is rewritten too, another port is not": [
        rewritten(),
        control(OWN.host, transport="tcp", port=5060),
        control(),
    ],
    "STUN on the very server shows it": [rewritten(), stun(server=f"{SERVER.host}:3478")],
}
PROBABLE = {
    "no control at all": [rewritten()],
    "the control stayed silent": [rewritten(), unanswered(role="control", server=Endpoint(SERVER.host, 5070))],
    "only STUN somewhere else": [rewritten(), stun()],
    "TCP on the same port is rewritten too, STUN elsewhere shows translation": [
        rewritten(),
        control(OWN.host, transport="tcp", port=5060),
        stun(),
    ],
    "the second router's private address, and that router lies on our way": [
        exchange("192.168.0.2"),
        control(),
        IcmpQuote("ttl_quote", "suspected", "udp:5060", 2, str(OWN), str(SERVER), "", "", "192.168.0.1", "quoted"),
    ],
}
INNOCENT = {
    "the translated address": [exchange(), control()],
    "the translated address, no control": [exchange()],
    "a private address that STUN confirms as ours outside": [exchange("10.9.9.2"), stun("10.9.9.2")],
    "TLS shows our own address too: nothing translates": [rewritten(), control(OWN.host, transport="tls", port=5061)],
    "a server in our own network": [rewritten(server=INSIDE)],
    "a server in our own network, while STUN outside shows translation": [rewritten(server=INSIDE), stun()],
    "a computer with a public address": [
        exchange("192.0.2.77", local=Endpoint("192.0.2.77", 5062)),
        stun("192.0.2.77", local="192.0.2.77"),
    ],
    "carrier translation only": [exchange("203.0.113.99", local=Endpoint("100.64.3.4", 5062))],
    "IPv6 without translation": [
        exchange("2001:db8::5", local=Endpoint("2001:db8::5", 5062), server=Endpoint("2001:db8:1::9", 5060))
    ],
}
OPEN = {
    "silent": ([unanswered()], "no_answer"),
    "silent, though the control answers": ([unanswered(), control()], "no_answer"),
    "refused": ([unanswered("refused")], "refused"),
    "no way there": ([unanswered("unreachable")], "no_route"),
    "no such name": ([unanswered("unresolved")], "name_has_no_address"),
    "the server does not say": ([exchange(None), control(None)], "address_not_told"),
    "it says so on the control only": ([exchange(None), control()], "address_not_told_here"),
    "another port shows our own address too": ([rewritten(), control(OWN.host)], "control_looks_the_same"),
    "another port too, and STUN elsewhere": ([rewritten(), control(OWN.host), stun()], "control_looks_the_same"),
    "another port too, and STUN on the very server": (
        [rewritten(), control(OWN.host), stun(server=f"{SERVER.host}:3478")],
        "control_looks_the_same",
    ),
    "through a VPN": ([VPN, rewritten()], "vpn_between"),
    "through a VPN whose exit STUN sees": ([VPN, rewritten(), stun()], "vpn_between"),
    "a private address that is not ours": ([exchange("10.0.3.7")], "private_address_not_ours"),
    "a private address that is not ours, and a control shows the public one": (
        [exchange("10.0.3.7"), control()],
        "private_address_not_ours",
    ),
    "the provider's inner address on both paths": (
        [exchange("10.0.3.7"), control("10.0.3.7")],
        "private_address_not_ours",
    ),
    "two requests, two stories": (
        [rewritten(), exchange(method="REGISTER", local=OWN._replace(port=5066)), control()],
        "contradictory",
    ),
    "skipped": ([NotRun("sip_alg", "no_account")], "not_run"),
}


@pytest.mark.parametrize("facts", CONTROLLED.values(), ids=CONTROLLED)
def test_one_header_with_a_control_is_likely_because_a_server_may_lie_in_it(facts: list[Fact]) -> None:
    verdict = judge(*facts)
    assert (verdict.answer, verdict.confidence, verdict.reason) == ("yes", "likely", "own_address_in_reply")


def test_two_witnesses_with_controls_are_certain() -> None:
    put_in = exchange(OWN.host, rport=OWN.port, method="REGISTER", replace=[(f" {OWN};", f" {OUTSIDE}:{OWN.port};")])
    verdict = judge(rewritten(), put_in, control(), register_control())
    assert (verdict.answer, verdict.confidence) == ("yes", "certain")


@pytest.mark.parametrize("facts", PROBABLE.values(), ids=PROBABLE)
def test_without_a_control_it_is_likely_at_most(facts: list[Fact]) -> None:
    verdict = judge(*facts)
    assert (verdict.answer, verdict.confidence) == ("yes", "likely")


@pytest.mark.parametrize("facts", INNOCENT.values(), ids=INNOCENT)
def test_an_innocent_router_is_not_accused(facts: list[Fact]) -> None:
    assert judge(*facts).answer == "no"


@pytest.mark.parametrize(("facts", "reason"), OPEN.values(), ids=OPEN)
def test_what_cannot_be_told_is_said_so_with_the_reason(facts: list[Fact], reason: str) -> None:
    verdict = judge(*facts)
    assert (verdict.answer, verdict.reason) == ("cannot_tell", reason)


def test_yes_carries_what_support_needs() -> None:
    verdict = judge(rewritten(), control())
    assert (verdict.details["family"], verdict.details["family_confidence"]) == ("unknown", "possible")
    assert (verdict.details["where"], verdict.details["boxes"]) == ("first router", ["router"])
    assert verdict.details["signals"] == ["received_private"]
    assert verdict.details["paths"] == ["udp:5060"]
    assert verdict.details["changed"] == [
        {
            "field": "via",
            "before": OUTSIDE,
            "after": OWN.host,
            "meaning": "received_private",
            "direction": "reply",
            "path": "udp:5060",
        }
    ]
    assert verdict.because == ("o1", "o2")


def test_a_stray_reply_is_no_evidence() -> None:
    """A message that knows neither our branch nor our Call-ID came from somebody else."""
    stray = rewritten(replace=[("z9hG4bK5062udp", "z9hG4bKother"), ("Call-ID: c5062udp", "Call-ID: other")])
    assert judge(stray, control()).reason == "answer_unreadable"


def test_a_request_of_ours_that_comes_back_is_no_reply() -> None:
    looped = exchange(OWN.host, replace=[("SIP/2.0 200 OK", "OPTIONS sip:example.com SIP/2.0")])
    assert judge(looped, control()).answer == "cannot_tell"


def register_control() -> SipExchange:
    """The control of a REGISTER."""
    return exchange(role="control", method="REGISTER", local=OWN._replace(port=5064), server=SERVER._replace(port=5070))


def test_an_address_of_ours_that_gave_way_in_the_reply_is_a_devices_work() -> None:
    verdict = judge(exchange(replace=[(f" {OWN};", f" {OUTSIDE}:{OWN.port};")]), control())
    assert (verdict.answer, verdict.confidence) == ("yes", "likely")
    assert [(one["field"], one["meaning"]) for one in verdict.details["changed"]] == [("via", "via_address")]  # type: ignore[union-attr,call-overload,index]
    assert verdict.details["signals"] == ["header_echo"]


ONE_FIELD = {
    "via port": (f" {OWN};", f" {OWN.host}:5099;"),
    "call-id": ("Call-ID: c5062udp", "Call-ID: hidden"),
    "to host": ("To: <sip:example.com>", "To: <sip:198.51.100.2:5996>"),
    "from host": ("From: <sip:100@example.com>", "From: <sip:100@198.51.100.2>"),
}


@pytest.mark.parametrize("replaced", ONE_FIELD.values(), ids=ONE_FIELD)
def test_one_odd_field_without_an_address_of_ours_accuses_nobody(replaced: tuple[str, str]) -> None:
    verdict = judge(exchange(replace=[replaced]), control())
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "one_field_differs")


def test_what_the_server_repeats_wrongly_everywhere_is_its_own_doing() -> None:
    replace = [("To: <sip:example.com>", "To: <sip:somewhere.example>")]
    sloppy = exchange(role="control", local=OWN._replace(port=5064), server=SERVER._replace(port=5070), replace=replace)
    assert judge(exchange(replace=replace), sloppy).answer == "no"


def test_spelling_is_not_meaning() -> None:
    replace = [
        ("From: <sip:100@example.com>;tag=a", 'f: "" <sip:100@EXAMPLE.com> ;tag=a;x'),
        ("Call-ID:", "i:"),
        ("To: <sip:example.com>", "t:sip:example.com;tag=new"),
    ]
    assert judge(exchange(replace=replace), control()).answer == "no"


def test_a_difference_without_a_control_stays_open_unless_an_address_was_put_in() -> None:
    hidden = exchange(replace=[("Call-ID: c5062udp", "Call-ID: hidden")])
    assert judge(hidden).reason == "reply_differs_without_control"
    put_in = exchange(None, replace=[(f" {OWN};", f" {OUTSIDE}:{OWN.port};")])
    assert (judge(put_in).answer, judge(put_in).confidence) == ("yes", "likely")


def test_a_no_that_speaks_for_questions_only_is_weak_and_says_so() -> None:
    questions = diagnose(observe(exchange(), exchange(method="REGISTER"), control())).verdict("sip_alg")
    assert questions is not None
    assert (questions.answer, questions.confidence) == ("no", "possible")
    assert questions.details["methods_not_asked"] == ["INVITE"]
    called = diagnose(
        observe(exchange(), exchange(method="REGISTER"), exchange(method="INVITE", signal="via_canary"), control())
    ).verdict("sip_alg")
    assert called is not None
    assert (called.answer, called.confidence) == ("no", "likely")
    assert "methods_not_asked" not in called.details


def test_a_no_beside_a_way_that_is_silent_is_weak_and_names_it() -> None:
    by_tcp = [
        exchange(transport="tcp", method=method, signal=signal)
        for method, signal in (
            ("OPTIONS", "received_private"),
            ("REGISTER", "received_private"),
            ("INVITE", "via_canary"),
        )
    ]
    told = diagnose(observe(*by_tcp, control(), unanswered())).verdict("sip_alg")
    assert told is not None
    assert (told.answer, told.confidence, told.details["silent_paths"]) == ("no", "possible", ["udp:5060"])
    sure = diagnose(observe(*by_tcp, control())).verdict("sip_alg")
    assert sure is not None
    assert (sure.answer, "silent_paths" in sure.details) == ("no", False)
    assert sure.confidence != "possible"
