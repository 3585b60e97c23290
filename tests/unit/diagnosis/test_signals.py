"""The signals that need no server of ours: what each proves, what it does not, and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Verdict
from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote, NetworkInterface, Role, SipExchange
from tests.unit.diagnosis.observed import OUTSIDE, OWN, SERVER, control, exchange, observe, request_text, unanswered

CLEAN = (exchange(), control())
REWRITTEN = (exchange(OWN.host, rport=OWN.port), control())


def judge(*facts: Fact) -> Verdict:
    verdict = diagnose(observe(*facts)).verdict("sip_alg")
    assert verdict is not None
    return verdict


def signals(verdict: Verdict) -> object:
    return verdict.details.get("signals")


# --- via_canary: our outside address in Via


def canary(role: Role = "suspected", *, shown: str = OUTSIDE, comes_back: str = OUTSIDE) -> SipExchange:
    server = SERVER if role == "suspected" else SERVER._replace(port=5070)
    place = Endpoint(shown, 5070)
    asked = exchange(role=role, local=place, server=server, signal="via_canary", rport=place.port)
    replies = tuple(replace(one, raw=one.raw.replace(f" {place};", f" {comes_back}:5070;")) for one in asked.replies)
    return replace(asked, local=f"{OWN.host}:5070", replies=replies)


def test_a_canary_that_comes_back_as_our_own_address_is_proof() -> None:
    verdict = judge(*CLEAN, canary(comes_back=OWN.host), canary("control"))
    assert (verdict.answer, verdict.confidence, signals(verdict)) == ("yes", "likely", ["via_canary"])
    agreed = judge(*REWRITTEN, canary(comes_back=OWN.host), canary("control"))
    assert (agreed.confidence, signals(agreed)) == ("certain", ["received_private", "via_canary"])


def test_a_canary_that_comes_back_as_sent_accuses_nobody() -> None:
    assert judge(*CLEAN, canary(), canary("control")).answer == "no"


def test_the_address_of_a_balancer_that_comes_back_as_it_was_sent_is_no_second_routers() -> None:
    balancer = "10.255.0.9"
    tried = canary(shown=balancer, comes_back=balancer)
    verdict = judge(exchange(balancer), *CLEAN[1:], canary(), tried, canary("control"))
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "private_address_not_ours")
    became = judge(exchange(balancer), *CLEAN[1:], canary(comes_back=balancer), tried, canary("control"))
    assert became.answer == "yes"


def test_a_server_that_always_writes_another_via_is_no_router() -> None:
    assert judge(*CLEAN, canary(comes_back=OWN.host), canary("control", comes_back=OWN.host)).answer == "no"


def test_the_control_of_another_signal_is_none_for_the_canary() -> None:
    verdict = judge(exchange(None), control(None), canary(comes_back=OWN.host))
    assert (verdict.answer, verdict.confidence) == ("yes", "likely")


# --- via_port: where the reply arrives


def via_port(role: Role = "suspected", *, arrives_at: int = 5071) -> SipExchange:
    server = SERVER if role == "suspected" else SERVER._replace(port=5070)
    asked = exchange(role=role, local=Endpoint(OWN.host, 5099), server=server, signal="via_port")
    replies = tuple(replace(one, arrived_at=f"{OWN.host}:{arrives_at}") for one in asked.replies)
    return replace(asked, local=f"{OWN.host}:5071", replies=replies)


def test_a_reply_at_the_port_of_via_is_proof_when_the_control_comes_to_the_source() -> None:
    verdict = judge(*CLEAN, via_port(arrives_at=5099), via_port("control"))
    assert (verdict.answer, verdict.confidence, signals(verdict)) == ("yes", "certain", ["via_port"])
    assert verdict.details["family"] == "linux_helper"


@pytest.mark.parametrize(
    "facts",
    [
        [via_port(), via_port("control")],
        [via_port(arrives_at=5099), via_port("control", arrives_at=5099)],
        [replace(via_port(), outcome="silent", replies=()), via_port("control")],
    ],
    ids=["at the source", "the server always answers to Via", "silence"],
)
def test_other_replies_accuse_nobody(facts: list[Fact]) -> None:
    assert judge(*CLEAN, *facts).answer == "no"


def test_without_a_control_the_reply_at_another_port_stays_open() -> None:
    assert judge(*CLEAN, via_port(arrives_at=5099)).reason == "reply_at_other_port_without_control"


@pytest.mark.parametrize("stray", ["another", "earlier", "none"])
def test_what_strays_to_the_port_of_via_is_nobodys_proof(stray: str) -> None:
    """A port of ours may have been somebody else's a moment ago, and what was meant for him still comes."""
    asked = via_port()
    (own,) = asked.replies
    raw = {
        "another": exchange(local=Endpoint(OWN.host, 5077), method="REGISTER").replies[0].raw,
        "earlier": own.raw.replace("CSeq: 1 ", "CSeq: 7 ").replace("branch=z9hG4bK", "branch=z9hG4bKx"),
        "none": "nothing that anybody could read",
    }[stray]
    late = replace(own, raw=raw, arrived_at=f"{OWN.host}:5099")
    verdict = judge(*CLEAN, replace(asked, replies=(late, own)), via_port("control"))
    assert (verdict.answer, signals(verdict)) == ("no", None)


# --- received_private and via_port on one path: what the server sees depends on what Via says


TCP_ALIKE = exchange(OWN.host, role="control", transport="tcp", rport=OWN.port)
"""A control that looks the same: the device reads TCP too, or nothing translates."""


def test_an_address_hidden_only_where_via_is_ours_is_proof_without_any_control() -> None:
    plain = exchange(OWN.host, rport=OWN.port)
    assert judge(plain, TCP_ALIKE).reason == "control_looks_the_same"
    seen = judge(plain, TCP_ALIKE, via_port())
    assert (seen.answer, seen.confidence, signals(seen)) == ("yes", "likely", ["received_private"])
    astray = judge(plain, TCP_ALIKE, via_port(arrives_at=5099))
    assert (astray.answer, astray.confidence) == ("yes", "certain")
    assert signals(astray) == ["received_private", "via_port"]


def test_a_server_that_answers_to_via_and_sees_us_as_we_are_is_no_router() -> None:
    plain, at_via = exchange(OWN.host, rport=OWN.port), via_port(arrives_at=5099)
    honest = replace(
        at_via, replies=tuple(replace(one, raw=one.raw.replace(OUTSIDE, OWN.host)) for one in at_via.replies)
    )
    assert judge(plain, TCP_ALIKE, honest).answer == "cannot_tell"


def test_a_tunnel_that_carries_some_requests_leaves_it_open() -> None:
    vpn = NetworkInterface("tun0", OWN.host, None, "vpn")
    assert judge(vpn, exchange(OWN.host, rport=OWN.port), via_port()).reason == "vpn_between"


# --- ttl_quote: what the message looked like where it died


def quote(ttl: int, *, changed: bool = False, role: Role = "suspected", quoted: bool = True) -> IcmpQuote:
    sent = request_text(OWN, "udp")
    text = sent.replace(str(OWN), f"{OUTSIDE}:1025") if changed else sent
    path = "udp:5060" if role == "suspected" else "udp:5070"
    reporter = f"10.0.0.{ttl}" if quoted else None
    outcome: Literal["quoted", "silent"] = "quoted" if quoted else "silent"
    shown = text[:200] if quoted else None
    return IcmpQuote("ttl_quote", role, path, ttl, str(OWN), str(SERVER), sent, shown, reporter, outcome)


def test_a_changed_quote_proves_and_names_the_box() -> None:
    verdict = judge(*CLEAN, quote(1), quote(2, changed=True), quote(3, changed=True), quote(2, role="control"))
    assert (verdict.answer, verdict.confidence, signals(verdict)) == ("yes", "certain", ["ttl_quote"])
    assert verdict.details["where"] == "hop 1 (10.0.0.1)"
    changed = verdict.details["changed"]
    assert isinstance(changed, list)
    assert {"direction": "request", "path": "udp:5060"}.items() <= changed[0].items()  # type: ignore[union-attr]


def test_a_quote_changed_at_the_first_hop_points_at_this_computer() -> None:
    verdict = judge(*CLEAN, quote(1, changed=True), quote(1, role="control"))
    assert (verdict.answer, verdict.details["where"]) == ("yes", "this computer")


def test_a_lone_changed_quote_is_likely() -> None:
    verdict = judge(*CLEAN, quote(2, changed=True))
    assert (verdict.answer, verdict.confidence) == ("yes", "likely")
    assert "hop" in str(verdict.details["where"])


@pytest.mark.parametrize(
    "facts", [[quote(1), quote(2)], [quote(1, quoted=False)], [quote(2, role="control", changed=True)]]
)
def test_unchanged_and_missing_quotes_neither_accuse_nor_clear(facts: list[Fact]) -> None:
    assert judge(*CLEAN, *facts).answer == "no"
    assert judge(unanswered(), *facts).answer == "cannot_tell"


STRANGE_QUOTES = {
    "eight bytes": lambda one: replace(one, quoted=""),
    "28 bytes of text": lambda one: replace(one, quoted=one.sent[:28]),
    "cut in the middle of our address": lambda one: replace(one, quoted=one.sent[: one.sent.index(OWN.host) + 9]),
    "padded with zeros": lambda one: replace(one, quoted=one.sent[:100] + "\0" * 60),
    "followed by labels": lambda one: replace(one, quoted=one.sent[:110] + "\0\x20\x00\n\xab1\n"),
    "longer than what we sent": lambda one: replace(one, quoted=one.sent + "Contact: <sip:1@203.0.113.9>\r\n"),
    "of another request": lambda one: replace(
        one, quoted=one.sent.replace("z9hG4bK", "z9hG4bKx").replace(OWN.host, OUTSIDE)
    ),
    "one letter of the Call-ID damaged": lambda one: replace(one, quoted=one.sent.replace("Call-ID: c", "Call-ID: k")),
    "a damaged port": lambda one: replace(one, quoted=one.sent.replace(":5062;", ":5063;")),
    "binary": lambda one: replace(one, quoted="\xff\x00" * 90),
}


@pytest.mark.parametrize("damage", STRANGE_QUOTES.values(), ids=STRANGE_QUOTES)
def test_a_damaged_quote_proves_nothing(damage: Callable[[IcmpQuote], IcmpQuote]) -> None:
    assert judge(*CLEAN, quote(1), damage(quote(2))).answer == "no"


def test_quotes_that_contradict_each_other_prove_nothing() -> None:
    assert judge(*CLEAN, quote(1), quote(2, changed=True), quote(3)).answer == "no"


def test_a_silent_hop_leaves_two_boxes_open() -> None:
    verdict = judge(*CLEAN, quote(1), quote(2, quoted=False), quote(3, changed=True), quote(3, role="control"))
    assert verdict.details["where"] == "between hop 1 and hop 3"


def test_the_second_of_two_boxes_is_named() -> None:
    verdict = judge(*CLEAN, quote(1), quote(2), quote(3, changed=True), quote(3, role="control"))
    assert verdict.details["where"] == "hop 2 (10.0.0.2)"


# --- binding_readback: what the registrar had stored


def _register(local: Endpoint, contacts: list[str], listed: list[str]) -> SipExchange:
    lines = "".join(f"Contact: {one}\r\n" for one in contacts)
    sent = request_text(local, "udp", "REGISTER").replace("Content-Length", f"{lines}Content-Length")
    base = exchange(method="REGISTER", local=local, signal="binding_readback")
    stored = "".join(f"Contact: {one};expires=60\r\n" for one in listed)
    raw = base.replies[0].raw.replace("Content-Length", f"{stored}Content-Length")
    return replace(base, sent=sent, replies=(replace(base.replies[0], raw=raw),))


WRITER, READER = Endpoint(OWN.host, 5080), Endpoint(OWN.host, 5081)
CANARIES = [
    f"<sip:callmend-canary-1-own@{WRITER}>",
    f"<sip:callmend-canary-1-port@{OWN.host}:6999>",
    "<sip:callmend-canary-1-name@canary.invalid:5090>",
]


def readback(listed: list[str]) -> list[Fact]:
    return [_register(WRITER, CANARIES, CANARIES), _register(READER, [], listed)]


def _moved(places: list[str]) -> list[str]:
    return [f"{one.partition('@')[0]}@{place}>" for one, place in zip(CANARIES, places, strict=True)]


def test_a_stored_contact_that_only_a_box_can_have_changed_agrees_with_other_evidence() -> None:
    moved = readback(_moved([f"{OUTSIDE}:5080", f"{OUTSIDE}:6999", "canary.invalid:5090"]))
    verdict = judge(*CLEAN, canary(comes_back=OWN.host), canary("control"), *moved)
    assert (verdict.answer, verdict.confidence) == ("yes", "certain")
    assert signals(verdict) == ["via_canary", "binding_readback"]


def test_a_registrar_alone_accuses_nobody() -> None:
    """It may have put the address that it sees into private Contacts, and left their ports."""
    verdict = judge(*CLEAN, *readback(_moved([f"{OUTSIDE}:5080", f"{OUTSIDE}:6999", "canary.invalid:5090"])))
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "evidence_disagrees")


@pytest.mark.parametrize(
    "listed",
    [
        CANARIES,
        _moved([f"{OUTSIDE}:5080"] * 3),
        [],
        ["<sip:desk@192.168.1.77:5060>"],
        _moved([f"{OUTSIDE}:5080", f"{OWN.host}:6999", "canary.invalid:5090"]),
        _moved([f"{OUTSIDE}:5080", f"{OUTSIDE}:5080", "canary.invalid:5090"]),
        _moved([f"{OUTSIDE}:5080", f"{OUTSIDE}:6999", "canary.invalid:5090"])[:1],
        [one.replace(">", f">;received=sip:{OUTSIDE}:5080") for one in CANARIES],
        [one.replace(">", f";alias={OUTSIDE}~5080~1>") for one in CANARIES],
        _moved([f"{SERVER.host}:7001", f"{SERVER.host}:7002", "canary.invalid:5090"]),
        _moved(["198.51.100.99:7001", "198.51.100.99:7002", "canary.invalid:5090"]),
        _moved([f"{OUTSIDE}:5080", f"{OUTSIDE}:6999", "canary.example:5090"]),
    ],
    ids=[
        "as registered",
        "the registrar repairs every contact",
        "nothing stored",
        "another phone only",
        "the registrar repairs the first contact only",
        "the registrar repairs private addresses only",
        "the registrar stores one contact",
        "the source noted beside the contact",
        "the source noted inside the contact",
        "a border controller leads calls to itself",
        "a border controller leads calls to its neighbour",
        "names are repaired too",
    ],
)
def test_a_registrars_own_ways_accuse_nobody(listed: list[str]) -> None:
    assert judge(*CLEAN, *readback(listed)).answer == "no"


def test_contacts_that_were_stored_one_by_one_are_read_alike() -> None:
    places = [f"{OUTSIDE}:5080", f"{OUTSIDE}:6999", "canary.invalid:5090"]
    rounds = [
        fact
        for one, came in zip(CANARIES, _moved(places), strict=True)
        for fact in (_register(WRITER, [one], [one]), _register(READER, [], [came]))
    ]
    agreeing = (canary(comes_back=OWN.host), canary("control"))
    assert signals(judge(*CLEAN, *agreeing, *rounds)) == ["via_canary", "binding_readback"]


# --- double_client: the INVITE that vanishes


def _three(*answered: bool) -> list[Fact]:
    roles: tuple[Role, ...] = ("control", "suspected", "control")
    made = []
    for number, (role, came) in enumerate(zip(roles, answered, strict=True)):
        local = Endpoint(OWN.host, 5100 + number)
        one = exchange(role=role, local=local, method="INVITE", signal="double_client")
        made.append(one if came else replace(one, outcome="silent", replies=()))
    return list(made)


def test_a_vanishing_invite_is_a_hint_beside_a_proof() -> None:
    verdict = judge(*REWRITTEN, *_three(True, False, True), *_three(True, False, True))
    assert signals(verdict) == ["received_private", "double_client"]
    assert verdict.details["family_confidence"] == "likely"


def test_a_second_phone_whose_calls_vanish_is_no_harmless_matter() -> None:
    facts = [*REWRITTEN, *_three(True, False, True), *_three(True, False, True)]
    assert diagnose(observe(*facts)).primary == "sip_alg_drops_messages"


def test_a_vanishing_invite_alone_accuses_nobody() -> None:
    assert judge(*CLEAN, *_three(True, False, True), *_three(True, False, True)).answer == "no"


@pytest.mark.parametrize(
    "rounds",
    [
        [_three(True, False, True)],
        [_three(True, False, True), _three(True, True, True)],
        [_three(True, False, False), _three(True, False, True)],
    ],
    ids=["one round", "not every round", "the control vanished too"],
)
def test_loss_is_no_hint(rounds: list[list[Fact]]) -> None:
    verdict = judge(*REWRITTEN, *(one for facts in rounds for one in facts))
    assert signals(verdict) == ["received_private"]


def test_an_invite_that_vanishes_in_four_rounds_is_told_without_calling_it_rewriting() -> None:
    rounds = [one for _ in range(4) for one in _three(True, False, True)]
    diagnosis = diagnose(observe(*CLEAN, *rounds))
    verdict = diagnosis.verdict("sip_alg")
    assert verdict is not None
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "second_phone_swallowed")
    assert (diagnosis.findings[0].id, diagnosis.findings[0].confidence) == ("sip_alg_drops_messages", "possible")


# --- source_port: what an old connection keeps


FIXED = OWN._replace(port=5060)


def source_port(received: str | None, *, rport: int = 5060) -> SipExchange:
    return exchange(received, local=FIXED, rport=rport, signal="source_port")


def test_only_the_old_connection_is_still_changed() -> None:
    diagnosis = diagnose(observe(*CLEAN, source_port(OWN.host)))
    verdict = diagnosis.verdict("sip_alg")
    assert verdict is not None
    assert (verdict.answer, verdict.reason, verdict.confidence) == ("no", "only_old_connections", "possible")
    assert diagnosis.primary == "sip_alg_still_on_old_connections"


@pytest.mark.parametrize(
    "facts",
    [
        [*CLEAN, source_port(OUTSIDE)],
        [*CLEAN, source_port(None)],
        [*CLEAN, replace(source_port(None), outcome="silent", replies=())],
        [exchange(None), control(None), source_port(OWN.host)],
        [*REWRITTEN, source_port(OWN.host)],
        [exchange(OWN.host, rport=OWN.port), control(OWN.host, transport="tls", port=5061), source_port(OWN.host)],
    ],
    ids=["translated", "not told", "silent", "fresh ports do not tell", "fresh ports too", "nothing translates"],
)
def test_other_answers_to_port_5060_are_no_old_connection(facts: list[Fact]) -> None:
    ids = {finding.id for finding in diagnose(observe(*facts)).findings}
    assert "sip_alg_still_on_old_connections" not in ids


def test_a_silent_port_5060_is_context_only() -> None:
    verdict = judge(*CLEAN, replace(source_port(None), outcome="silent", replies=()))
    assert (verdict.answer, verdict.details["source_port"]) == ("no", "differs")


def test_a_server_that_lies_about_our_source_is_found_out_by_the_port_it_named_itself() -> None:
    """Behind a router that chooses ports: the very place that a device would restore came back as it was sent."""
    port = 1025
    place = Endpoint(OUTSIDE, port)
    asked = exchange(local=place, server=SERVER, signal="via_canary", rport=port)
    honest = replace(asked, local=f"{OWN.host}:5070")
    lies = [exchange(OWN.host, rport=OWN.port), *CLEAN[1:]]
    assert judge(*lies).answer == "yes"
    verdict = judge(*lies, honest)
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "evidence_disagrees")
