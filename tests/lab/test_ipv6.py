"""The same questions by IPv6: a router that only forwards has nothing to translate, one that translates rewrites."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.model import profile as profiles
from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote, SipExchange
from app.model.names import Transport
from app.model.profile import Account, Alternative, Numbers, Profile
from app.model.secret import Secret
from app.network.udp import open_udp
from app.probes import sip_alg
from app.probes.alg import double_client
from app.probes.context import ProbeContext
from app.protocols.sip import Via, parse_message
from app.protocols.sip_build import build_request
from app.testline.config import TestLineConfig
from app.testline.server import TestLine
from tests.lab.far_end import FOLLOWER, FarEnd, Reply, answer_ok, far_end
from tests.lab.judging import judged, verdict_on
from tests.lab.namespaces import run_async, serving
from tests.lab.test_serverless_signals import refuse_calls
from tests.lab.topology import CLIENT6, HOP_NEAR6, ROUTER_WAN6, SERVER6, IPv6, Lab, lab

ALG = pytest.mark.parametrize("alg", [(), ("udp", "tcp")], ids=["off", "on"])
MODES = pytest.mark.parametrize("mode", ["routed", "translated"])
SIGNALS_SEEN = {
    "received_private", "via_canary", "via_port", "binding_readback", "ttl_quote", "mirror", "parser_matrix",
    "content_length", "drop_oracle", "inbound_pinhole",
}  # fmt: skip
PROFILE = Profile(
    account=Account("provider.example", username="100", proxy=f"[{SERVER6}]:5060"),
    alternatives=(Alternative("udp", 5070),),
    stun=(Endpoint(SERVER6, 3478),),
)


def measure(
    net: Lab, profile: Profile = PROFILE, reply: Reply = answer_ok, *, answer_after_s: float = 0.0
) -> tuple[list[Fact], FarEnd]:
    async def facts() -> list[Fact]:
        return [fact async for fact in sip_alg.measure(ProbeContext(profile))]

    with serving(net.server, lambda: far_end(reply, host=SERVER6, answer_after_s=answer_after_s)) as server:
        return run_async(net.client, facts), server


def exchanges(facts: list[Fact], signal: str, role: str) -> list[SipExchange]:
    return [fact for fact in facts if isinstance(fact, SipExchange) and (fact.signal, fact.role) == (signal, role)]


def vias(found: list[SipExchange]) -> list[Via]:
    tops = [parse_message(reply.raw.encode("latin-1")).top_via for fact in found for reply in fact.replies]
    return [via for via in tops if via is not None]


@ALG
@MODES
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_our_inside_address_shows_only_where_a_translating_router_rewrites(
    mode: IPv6, alg: tuple[str, ...], transport: Transport
) -> None:
    profile = replace(PROFILE, account=replace(PROFILE.account, transport=transport))
    with lab(ipv6=mode, alg=alg) as net:
        facts, _ = measure(net, profile)
    rewritten = mode == "translated" and bool(alg)
    honest = ROUTER_WAN6 if mode == "translated" else CLIENT6[mode]
    asked = exchanges(facts, "received_private", "suspected")
    assert {via.received for via in vias(asked)} == {CLIENT6[mode] if rewritten else honest}
    canaries = exchanges(facts, "via_canary", "suspected")
    assert {via.host for via in vias(canaries)} == (
        set() if mode == "routed" else {CLIENT6[mode] if rewritten else ROUTER_WAN6}
    )


@ALG
@MODES
def test_a_router_on_the_way_quotes_what_it_got(mode: IPv6, alg: tuple[str, ...]) -> None:
    with lab(ipv6=mode, alg=alg) as net:
        facts, server = measure(net)
    quotes = [fact for fact in facts if isinstance(fact, IcmpQuote) and fact.ttl == 2]
    assert {(quote.role, quote.sent[:6], quote.reporter) for quote in quotes} == {
        (role, method, HOP_NEAR6) for role in ("suspected", "control") for method in ("OPTION", "INVITE")
    }
    rewritten = mode == "translated" and bool(alg)
    for quote in quotes:
        changed = rewritten and quote.role == "suspected"
        assert (f"@[{ROUTER_WAN6}]:" in (quote.quoted or "")) is changed
        if quote.sent.startswith("INVITE"):
            assert (f"c=IN IP6 {ROUTER_WAN6}" in (quote.quoted or "")) is changed
    assert not [arrival for arrival in server.arrivals if arrival.message.method == "INVITE"]


@ALG
@MODES
def test_the_verdict_accuses_only_the_one_that_rewrites(mode: IPv6, alg: tuple[str, ...]) -> None:
    with lab(ipv6=mode, alg=alg) as net:
        facts, _ = measure(net)
    rewritten = mode == "translated" and bool(alg)
    verdict = verdict_on("sip_alg", facts)
    assert verdict.answer == ("yes" if rewritten else "no"), verdict
    assert (judged(facts).primary == "sip_alg_present_harmless") is rewritten


@ALG
@MODES
def test_a_second_phone_with_the_same_media_port(
    mode: IPv6, alg: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(double_client, "PATIENCE_S", 1.5)  # a busy computer answers late
    with lab(ipv6=mode, alg=alg) as net:
        facts, _ = measure(net, replace(PROFILE, numbers=Numbers(echo="echo")), refuse_calls, answer_after_s=0.02)
    second, others = exchanges(facts, "double_client", "suspected"), exchanges(facts, "double_client", "control")
    assert {fact.outcome for fact in second} == {"silent" if alg and mode == "translated" else "answered"}
    assert {fact.outcome for fact in others} == {"answered"}


@ALG
@MODES
def test_the_helper_swallows_a_register_without_cseq_even_where_nothing_is_translated(
    mode: IPv6, alg: tuple[str, ...]
) -> None:
    with lab(ipv6=mode, alg=alg) as net, serving(net.server, lambda: far_end(host=SERVER6)) as server:
        run_async(net.client, _without_cseq)
        arrived = [arrival for arrival in server.arrivals if arrival.message.method == "REGISTER"]
    assert bool(arrived) is not bool(alg)


async def _without_cseq() -> None:
    to = Endpoint(SERVER6, 5060)
    async with await open_udp(towards=to) as sock, await open_udp(towards=to) as other:
        message = build_request(
            "REGISTER",
            f"sip:[{SERVER6}]",
            via=f"SIP/2.0/UDP {sock.local};rport;branch=z9hG4bK1",
            from_="<sip:100@provider.example>;tag=1",
            to="<sip:100@provider.example>",
            call_id="1",
            cseq=1,
        )
        sock.send(message.replace(b"CSeq: 1 REGISTER\r\n", b""), to)
        for _ in range(2):  # the first may overtake what was kept back while the neighbour was asked for
            other.send(FOLLOWER, Endpoint(SERVER6, 5070))
            assert await other.receive(30.0) is not None


@ALG
def test_every_signal_speaks_ipv6_and_the_helper_is_called_by_its_name(alg: tuple[str, ...]) -> None:
    """With a registrar and a test line at the far end, all that can be measured at all is."""
    known = TestLineConfig(
        SERVER6, udp_ports=(5060, 5070), tcp_ports=(5060,), stun_port=3478, accounts={"100": Secret("mend-100")}
    )
    account = replace(PROFILE.account, password=Secret("mend-100"))
    line = profiles.TestLine(SERVER6, (5060, 5070))
    profile = replace(PROFILE, account=account, testline=line, numbers=Numbers(echo="echo"))

    async def facts() -> list[Fact]:
        return [fact async for fact in sip_alg.measure(ProbeContext(profile))]

    with lab(ipv6="translated", alg=alg) as net, serving(net.server, lambda: TestLine(known)):
        found = run_async(net.client, facts)
    verdict = verdict_on("sip_alg", found)
    assert verdict.answer == ("yes" if alg else "no")
    if alg:
        assert (verdict.details["family"], verdict.details["boxes"]) == ("linux_helper", ["router"])
        told = verdict.details["signals"]
        assert isinstance(told, list)
        assert {str(one) for one in told} >= SIGNALS_SEEN
