"""Two boxes in a row, and the kind of router that the evidence names: what comes first, and what the list says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.model.diagnosis import Verdict
from app.wizard.answers import Answers, Box, Known, Situation
from app.wizard.boxes import alg_kind, order
from app.wizard.decisions import to_mend
from app.wizard.learning import learn
from tests.unit.wizard.situations import ALL, known_with

TWO = replace(known_with("double_nat"), routers=("avm-fritzbox",), gateway="192.168.178.1")
WALL = Box("192.168.1.1", "NETGEAR, Inc.", "R7000", ("netgear-nighthawk",), sure=True)


def alg(**details: Any) -> Verdict:
    return Verdict("sip_alg", "yes", "certain", "rewritten", details=details)


def test_the_box_at_the_wall_comes_first_and_the_modem_that_nobody_thinks_of() -> None:
    assert order(TWO)[:2] == ("modem-trap", "avm-fritzbox")
    assert order(replace(TWO, outer=WALL))[:3] == ("netgear-nighthawk", "avm-fritzbox", "modem-trap")


def test_the_box_that_the_evidence_names_comes_first() -> None:
    named = replace(TWO, outer=WALL, verdicts={"sip_alg": alg(where="hop 1 (192.168.178.1)")})
    assert order(named)[:2] == ("avm-fritzbox", "netgear-nighthawk")


def test_with_two_boxes_the_list_tells_which_to_begin_with() -> None:
    assert to_mend(Situation(Answers(), TWO, ALL)) == "32b"
    assert to_mend(Situation(Answers(), Known(routers=("avm-fritzbox",)), ALL)) == "32"


def test_both_boxes_are_learned_and_a_lie_is_cut_short() -> None:
    hop: Any = {"observation": {"kind": "network.hop", "ttl": 2, "address": "192.168.1.1"}}
    known = learn(Known(gateway="192.168.178.1"), "observation", hop)
    assert known.outer.address == "192.168.1.1"
    outer = {"confidence": "likely", "candidates": [{"id": "x"}], "address": "no", "maker": "M" * 999, "model": None}
    told: Any = {"confidence": "possible", "candidates": [{"id": "a"}], "address": "192.168.178.1", "outer": outer}
    known = learn(known, "diagnosis", {"diagnosis": {}, "router": told})
    assert (known.routers, known.router_sure) == (("a",), False)
    assert known.outer == Box("192.168.1.1", "M" * 60, "", ("x",), sure=True)


@pytest.mark.parametrize("address", ["10.0.0.1", "192.168.178.1", "203.0.113.1", None])
def test_a_carriers_router_or_the_gateway_itself_is_no_second_box(address: str | None) -> None:
    hop: Any = {"observation": {"kind": "network.hop", "ttl": 2, "address": address}}
    assert learn(Known(gateway="192.168.178.1"), "observation", hop).outer == Box()


def test_the_kind_is_told_only_when_it_is_known() -> None:
    known = Known(verdicts={"sip_alg": alg(family="broadcom", guide_families=["broadcom"])})
    assert alg_kind(known) == ("broadcom", ("broadcom",))
    assert alg_kind(Known(verdicts={"sip_alg": alg(family="unknown", guide_families=[])})) == ("", ())
    assert alg_kind(Known()) == ("", ())
