"""The signals that need no server of ours, against the kernel's own SIP ALG (facts: peers 3.3, science 2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote, SipExchange
from app.model.names import Transport
from app.model.profile import Numbers
from app.probes.alg import double_client
from app.probes.alg.double_client import MORE_ROUNDS, ROUNDS
from app.protocols.sip import SipMessage, Via, parse_message
from app.protocols.sip_build import build_response
from tests.lab.test_received_private import PROFILE, measure
from tests.lab.topology import CLIENT, HOP_NEAR, ROUTER_LAN, ROUTER_WAN, lab

ALG = pytest.mark.parametrize("alg", [(), ("udp",)], ids=["off", "on"])


def exchanges(facts: list[Fact], signal: str, role: str) -> list[SipExchange]:
    return [fact for fact in facts if isinstance(fact, SipExchange) and (fact.signal, fact.role) == (signal, role)]


@ALG
def test_the_reply_arrives_at_the_port_in_via_only_behind_the_alg(alg: tuple[str, ...]) -> None:
    with lab(alg=alg) as net:
        facts, _ = measure(net)
    (suspected,) = exchanges(facts, "via_port", "suspected")
    (control,) = exchanges(facts, "via_port", "control")
    named = parse_message(suspected.sent.encode("latin-1")).top_via
    assert named is not None
    other = str(Endpoint(named.host, named.port or 0))
    assert {reply.arrived_at for reply in suspected.replies} == {other if alg else suspected.local}
    assert {reply.arrived_at for reply in control.replies} == {control.local}


@ALG
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_our_outside_address_comes_back_as_the_inside_one_only_behind_the_alg(
    alg: tuple[str, ...], transport: Transport
) -> None:
    with lab(alg=("udp", "tcp") if alg else ()) as net:
        facts, _ = measure(net, profile=replace(PROFILE, account=replace(PROFILE.account, transport=transport)))
    suspected = exchanges(facts, "via_canary", "suspected")
    assert [(fact.method, fact.transport) for fact in suspected] == [("OPTIONS", transport), ("REGISTER", transport)]
    for fact in suspected:
        assert f"{transport.upper()} {ROUTER_WAN}:" in fact.sent
        assert {via.host for via in vias(fact)} == {CLIENT if alg else ROUTER_WAN}
    for fact in exchanges(facts, "via_canary", "control"):
        assert {via.host for via in vias(fact)} == {ROUTER_WAN}


def vias(exchange: SipExchange) -> list[Via]:
    tops = [parse_message(reply.raw.encode("latin-1")).top_via for reply in exchange.replies]
    return [via for via in tops if via is not None]


def quotes_of(facts: list[Fact], method: str) -> dict[tuple[str, int], IcmpQuote]:
    quotes = (fact for fact in facts if isinstance(fact, IcmpQuote))
    return {(fact.role, fact.ttl): fact for fact in quotes if fact.sent.startswith(method)}


@ALG
def test_k23_the_hop_behind_the_router_quotes_what_the_alg_wrote(alg: tuple[str, ...]) -> None:
    with lab(alg=alg) as net:
        facts, _ = measure(net)
    quotes = quotes_of(facts, "OPTIONS")
    first, second = quotes["suspected", 1], quotes["suspected", 2]
    assert (first.reporter, first.quoted) == (ROUTER_LAN, first.sent)
    assert second.reporter == HOP_NEAR
    assert second.quoted is not None
    assert (f"sip:100@{ROUTER_WAN}:" in second.quoted) is bool(alg)
    assert (second.quoted == second.sent) is not bool(alg)
    assert quotes["control", 2].quoted == quotes["control", 2].sent
    assert quotes["suspected", 3].outcome == "reached"


@ALG
def test_an_invite_that_dies_on_its_way_shows_its_sound_description_and_calls_nobody(alg: tuple[str, ...]) -> None:
    with lab(alg=alg) as net:
        facts, server = measure(net)
    quotes = quotes_of(facts, "INVITE")
    assert set(quotes) == {("suspected", 1), ("suspected", 2), ("control", 1), ("control", 2)}
    for place, quote in quotes.items():
        rewritten = bool(alg) and place == ("suspected", 2)
        body = (quote.quoted or "").partition("\r\n\r\n")[2]
        assert (f"c=IN IP4 {ROUTER_WAN}\r\n" in body, f"o=- 1 1 IN IP4 {ROUTER_WAN}\r\n" in body) == (rewritten,) * 2
        assert "m=audio " in body
        assert quote.sent.startswith(quote.quoted or "-") is not rewritten
    assert not [arrival for arrival in server.arrivals if arrival.message.method == "INVITE"]


def refuse_calls(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """A provider that challenges every call and answers everything else."""
    status, phrase = (401, "Unauthorized") if request.method == "INVITE" else (200, "OK")
    return [] if request.method == "ACK" else [build_response(request, status, phrase, source=source, to_tag="far")]


@ALG
def test_a_second_phone_with_the_same_media_port_is_swallowed_only_by_the_alg(
    alg: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(double_client, "PATIENCE_S", 1.5)  # a busy computer answers late
    profile = replace(PROFILE, numbers=Numbers(echo="echo"))
    with lab(alg=alg) as net:
        facts, server = measure(net, refuse_calls, profile, answer_after_s=0.02)
    second = exchanges(facts, "double_client", "suspected")
    others = exchanges(facts, "double_client", "control")
    rounds = ROUNDS + MORE_ROUNDS if alg else 1  # an answer clears it at once
    assert [fact.outcome for fact in second] == ["silent" if alg else "answered"] * rounds
    assert [fact.outcome for fact in others] == ["answered"] * 2 * rounds
    answered = [fact for fact in (*second, *others) if fact.outcome == "answered"]
    calls = {parse_message(fact.sent.encode("latin-1")).call_id for fact in answered}
    assert {arrival.message.call_id for arrival in server.on_port(5060, "ACK")} >= calls


@ALG
def test_our_own_port_5060_is_asked_too(alg: tuple[str, ...]) -> None:
    with lab(alg=alg) as net:
        facts, _ = measure(net)
    (exchange,) = exchanges(facts, "source_port", "suspected")
    assert (exchange.outcome, exchange.local) == ("answered", f"{CLIENT}:5060")
