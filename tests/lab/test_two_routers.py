"""Two NATs in a row, at home or at the carrier's, with the helper in the inner one, the outer one, both or none."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from app.diagnosis.sip_alg import boxes
from app.model.facts import Fact, GatewayOutside, SipExchange
from app.protocols.sip import parse_message
from tests.lab.judging import verdict_on
from tests.lab.namespaces import serving
from tests.lab.test_received_private import PROFILE, measure
from tests.lab.topology import BETWEEN, CLIENT, HOP_FAR, Between, lab
from tests.lab.voice import voice

Box = Literal["inner", "outer"]


def canaries(facts: list[Fact], role: str) -> set[str]:
    """The address that came back where the address outside of both routers had been written."""
    found = set()
    for fact in facts:
        if isinstance(fact, SipExchange) and (fact.signal, fact.role) == ("via_canary", role):
            assert f"UDP {HOP_FAR}:" in fact.sent
            vias = [parse_message(reply.raw.encode("latin-1")).top_via for reply in fact.replies]
            found |= {via.host for via in vias if via is not None}
    return found


BEYOND: dict[Between, boxes.Box] = {
    "private": "beyond_router",
    "home": "second_router",
    "carrier": "carrier",
    "public": "beyond_router",
}


@pytest.mark.parametrize("between", BEYOND)
@pytest.mark.parametrize("at", [(), ("inner",), ("outer",), ("inner", "outer")], ids=lambda at: "+".join(at))
def test_the_canary_comes_back_as_the_address_inside_of_the_box_that_translates(
    at: tuple[Box, ...], between: Between
) -> None:
    inner, outer = (("udp",) if box in at else () for box in ("inner", "outer"))
    with lab(alg=inner, outer_alg=outer, double_nat=True, between=between) as net:
        facts, _ = measure(net)
    expected = {(): HOP_FAR, ("inner",): HOP_FAR, ("outer",): BETWEEN[between][0], ("inner", "outer"): CLIENT}[at]
    assert canaries(facts, "suspected") == {expected}
    assert canaries(facts, "control") == {HOP_FAR}
    verdict = verdict_on("sip_alg", facts)
    assert verdict.answer == ("yes" if at else "no"), verdict
    names = {"inner": "router", "outer": BEYOND[between]}
    assert verdict.details.get("boxes") == ([names[box] for box in at] or None)
    if at:
        assert str(verdict.details["where"]).startswith("hop 1" if "inner" in at else "hop 2")


@pytest.mark.parametrize("alg", [("tcp",), ()], ids=["on", "off"])
def test_the_inner_of_two_shows_itself_by_the_address_that_it_names(alg: tuple[str, ...]) -> None:
    """Over TCP nothing else tells: servers see the outer router, and every reply is restored."""
    outside = BETWEEN["private"][0]
    over_tcp = replace(PROFILE, account=replace(PROFILE.account, transport="tcp"))
    with lab(alg=alg, double_nat=True) as net, serving(net.router, lambda: voice(outside)):
        facts, _ = measure(net, profile=over_tcp)
    named = {(fact.method, fact.outcome, fact.outside) for fact in facts if isinstance(fact, GatewayOutside)}
    assert ("nat_pmp", "answered", outside) in named
    back = {
        via.host
        for fact in facts
        if isinstance(fact, SipExchange) and fact.signal == "via_canary" and f"TCP {outside}:" in fact.sent
        for via in (parse_message(reply.raw.encode("latin-1")).top_via for reply in fact.replies)
        if via is not None
    }
    assert back == ({CLIENT} if alg else {outside})
    assert verdict_on("sip_alg", facts).answer == ("yes" if alg else "no")


@pytest.mark.parametrize("between", BEYOND)
def test_the_layer_names_the_box_where_no_hop_quotes(between: Between) -> None:
    """Routers that keep quiet about what dies in them: the address between, named by the gateway, must do."""
    told = {}
    for name, inner, outer in (("inner", ("udp",), ()), ("outer", (), ("udp",)), ("both", ("udp",), ("udp",))):
        with lab(alg=inner, outer_alg=outer, double_nat=True, between=between) as net:
            for box in ("router", "hop"):
                net.hush(box)
            with serving(net.router, lambda: voice(BETWEEN[between][0])):
                verdict = verdict_on("sip_alg", measure(net)[0])
        told[name] = (verdict.answer, verdict.details.get("boxes"), verdict.details.get("where"))
    beyond = BEYOND[between]
    assert told["outer"] == ("yes", [beyond], boxes.NAMES[beyond])
    assert told["both"] == ("yes", ["router", beyond], f"first router and {boxes.NAMES[beyond]}")
    assert told["inner"] == ("yes", ["router"], "first router")
