"""Which box is named, by the layer of the canary, and that nobody is named without evidence."""

from __future__ import annotations

import pytest

from app.diagnosis.sip_alg.boxes import NAMES, Box
from app.model.diagnosis import Finding
from app.model.facts import Fact, GatewayOutside, IcmpQuote
from app.words import finding_text
from tests.lab.judging import judged
from tests.unit.diagnosis.observed import OUTSIDE, OWN, control, exchange, stun
from tests.unit.diagnosis.test_signals import CLEAN, canary
from tests.unit.diagnosis.test_sip_alg import judge

HIDDEN = "198.51.77.2"
"""A public address between two boxes; no server sees it."""


def gateway(outside: str) -> GatewayOutside:
    return GatewayOutside("nat_pmp", "192.168.1.1", "answered", outside)


def hop(reporter: str) -> IcmpQuote:
    return IcmpQuote("ttl_quote", "control", "udp:5070", 2, str(OWN), "198.51.100.20:5070", "", "", reporter, "quoted")


CANARY: list[Fact] = [canary(comes_back=OWN.host), canary("control")]
NAMED: dict[str, tuple[list[Fact], list[Box]]] = {
    "one router": ([gateway(OUTSIDE), *CANARY], ["router"]),
    "nobody says how many": (CANARY, ["router"]),
    "both of two at home": ([gateway("192.168.178.20"), *CANARY], ["router", "second_router"]),
    "router and carrier": ([gateway("100.64.3.4"), *CANARY], ["router", "carrier"]),
    "router and somebody beyond": ([gateway(HIDDEN), *CANARY], ["router", "beyond_router"]),
    "the second at home": ([canary(comes_back="192.168.178.20"), canary("control")], ["second_router"]),
    "the carrier": ([canary(comes_back="100.64.3.4"), canary("control")], ["carrier"]),
    "a modem, or the carrier's own": ([canary(comes_back="10.7.0.2"), canary("control")], ["beyond_router"]),
    "beyond, by the gateway": ([gateway(HIDDEN), canary(comes_back=HIDDEN), canary("control")], ["beyond_router"]),
    "beyond, by a hop": ([hop("198.51.77.1"), canary(comes_back=HIDDEN), canary("control")], ["beyond_router"]),
    "the first, by its own address": (
        [gateway("10.7.0.2"), canary(shown="10.7.0.2", comes_back=OWN.host), canary("control")],
        ["router"],
    ),
}


@pytest.mark.parametrize(("facts", "boxes"), NAMED.values(), ids=NAMED)
def test_the_layer_names_the_box(facts: list[Fact], boxes: list[Box]) -> None:
    verdict = judge(*CLEAN, stun(), *facts)
    assert (verdict.answer, verdict.details.get("boxes")) == ("yes", boxes)
    hops = any(isinstance(fact, IcmpQuote) for fact in facts)
    assert verdict.details["where"] == ("hop 2 (198.51.77.1)" if hops else " and ".join(NAMES[box] for box in boxes))


UNNAMED: dict[str, list[Fact]] = {
    "an address that nobody of ours knows": [canary(comes_back=HIDDEN), canary("control")],
    "another network than the hop's": [hop("198.51.78.1"), canary(comes_back=HIDDEN), canary("control")],
    "another than the gateway's": [gateway("198.51.77.3"), canary(comes_back=HIDDEN), canary("control")],
}


@pytest.mark.parametrize("facts", UNNAMED.values(), ids=UNNAMED)
def test_a_public_address_that_only_the_server_names_accuses_nobody(facts: list[Fact]) -> None:
    assert judge(*CLEAN, stun(), *facts).answer != "yes"


def test_without_the_layer_nobody_is_named() -> None:
    """Our own address gave way to the outermost one: the router did it, or whoever stands beyond."""
    gone = exchange(local=OWN, replace=[(f" {OWN};", f" {OUTSIDE}:{OWN.port};")])
    verdict = judge(gone, control(), stun())
    assert verdict.details.get("boxes") in (None, ["router"])


def said(*facts: Fact) -> Finding:
    return judged([*CLEAN, stun(), *facts]).findings[0]


def test_the_owner_is_told_which_box() -> None:
    one = said(gateway(OUTSIDE), *CANARY)
    assert (one.details["box"], finding_text(one.id, "title", one.details)) == (
        "router",
        "Your router changes phone messages.",
    )
    carrier = said(canary(comes_back="100.64.3.4"), canary("control"))
    assert carrier.details["box"] == "carrier"
    assert "router" not in finding_text(carrier.id, "title", carrier.details).lower()
    assert said(gateway("100.64.3.4"), *CANARY).details["box"] == "several"
