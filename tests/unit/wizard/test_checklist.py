"""What else helps: good, bad or only advice, by what was measured."""

from __future__ import annotations

from typing import Any

import pytest

from app.model.diagnosis import Verdict
from app.model.names import Answer, Question
from app.wizard.answers import Known
from app.wizard.boxes import MODEM, order
from app.wizard.checklist import Item, checklist
from tests.unit.wizard.situations import known_with


def told(question: Question, answer: Answer, **details: Any) -> Verdict:
    return Verdict(question, answer, "certain", "measured", (), details)


def items(*verdicts: Verdict, found: Any = ("no_fault_found",)) -> dict[str, Item]:
    known = known_with(*found, verdicts={one.question: one for one in verdicts})
    return {item.name: item for item in checklist(known)}


def lifetime(**kinds: Any) -> Verdict:
    return told("nat", "yes", lifetime=kinds)


def test_nothing_measured_is_advice_only() -> None:
    assert {item.state for item in checklist(Known())} == {"unknown"}


def test_what_needs_doing_comes_first() -> None:
    found = list(items(told("registration", "yes"), told("tls_path", "yes")).values())
    assert [item.state for item in found] == sorted(
        (item.state for item in found), key=["bad", "unknown", "good"].index
    )
    assert found[0].name == "phones"


@pytest.mark.parametrize(
    ("kinds", "state", "measured"),
    [
        ({"rtp": {"held_s": 30, "lost_s": 60}}, "bad", "60"),
        ({"rtp": {"held_s": 180, "lost_s": None}}, "good", "180"),
        ({"stream": {"held_s": 180, "lost_s": None}, "rtp": {"held_s": 30, "lost_s": 60}}, "bad", "60"),
        ({"rtp": {"held_s": 60, "lost_s": 185}}, "unknown", None),
        ({"single": {"held_s": 5, "lost_s": 35}}, "unknown", None),
        ({}, "unknown", None),
    ],
)
def test_how_long_the_router_remembers(kinds: Any, state: str, measured: str | None) -> None:
    item = items(lifetime(**kinds))["udp_timeout"]
    assert (item.state, item.values.get("measured")) == (state, measured)


@pytest.mark.parametrize(
    "spoiled", ["text", {"rtp": "x"}, {"rtp": {"lost_s": "x"}}, {"rtp": {"lost_s": True}}, 7, None]
)
def test_a_spoiled_detail_is_not_measured(spoiled: Any) -> None:
    assert items(told("nat", "yes", lifetime=spoiled))["udp_timeout"].state == "unknown"


@pytest.mark.parametrize(("answer", "state"), [("yes", "good"), ("no", "bad"), ("cannot_tell", "unknown")])
def test_ways_out(answer: Answer, state: str) -> None:
    found = items(told("tls_path", answer), told("other_port_path", answer))
    assert (found["encrypted"].state, found["other_port"].state) == (state, state)


def test_two_routers() -> None:
    assert items(told("nat", "yes"), found=("double_nat",))["two_routers"].state == "bad"
    assert items(told("nat", "yes"))["two_routers"].state == "good"
    assert items()["two_routers"].state == "unknown"


def test_one_box_has_no_order() -> None:
    assert order(known_with("sip_alg_rewrites", routers=("fritz",))) == ()


def test_of_two_boxes_the_modem_comes_first_unless_the_evidence_names_the_router() -> None:
    known = known_with("double_nat", routers=("fritz", "other"), gateway="192.168.1.1")
    assert order(known) == (MODEM, "fritz", "way-out-bridge", "way-out-passthrough")
    for where in ("hop 1 (192.168.1.1)", "hop 1", "box (192.168.1.1)"):
        named = known_with(
            "double_nat",
            routers=("fritz",),
            gateway="192.168.1.1",
            verdicts={"sip_alg": told("sip_alg", "yes", where=where)},
        )
        assert order(named)[:2] == ("fritz", MODEM), where
    other = known_with("double_nat", routers=("fritz",), verdicts={"sip_alg": told("sip_alg", "yes", where="hop 2")})
    assert order(other)[0] == MODEM
