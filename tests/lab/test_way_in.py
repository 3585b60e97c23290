"""The test line's knock from another port: the kernel's helper lets it in where it looks, a plain router nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.model import profile as profiles
from app.model.facts import Fact, SipExchange
from app.protocols.knock import is_knock
from app.protocols.sip import parse_message
from app.testline.config import TestLineConfig
from app.testline.server import TestLine
from tests.lab.judging import verdict_on
from tests.lab.namespaces import run, serving
from tests.lab.test_far_ends import PROFILE, measure
from tests.lab.topology import SERVER, Lab, lab

CONFIG = TestLineConfig(SERVER, udp_ports=(5060, 5070), tcp_ports=(5060,), stun_port=None)
KNOCKING = replace(PROFILE, testline=profiles.TestLine(SERVER, (5060, 5070)))


def let_in(facts: list[Fact]) -> set[tuple[str, str]]:
    """Role and method of the questions whose knock arrived."""
    found = [fact for fact in facts if isinstance(fact, SipExchange) and fact.signal == "inbound_pinhole"]
    assert {(fact.role, fact.method, fact.outcome) for fact in found} == {
        (role, method, "answered") for role in ("suspected", "control") for method in ("REGISTER", "INVITE")
    }
    return {
        (fact.role, fact.method)
        for fact in found
        for reply in fact.replies
        if is_knock(reply.raw.encode("latin-1"), parse_message(fact.sent.encode("latin-1")))
    }


def asked(net: Lab) -> list[Fact]:
    with serving(net.server, lambda: TestLine(CONFIG)):
        return measure(net, KNOCKING)


@pytest.mark.parametrize("alg", [("udp",), ()], ids=["on", "off"])
def test_a_stranger_gets_in_on_the_usual_port_only_and_only_behind_the_helper(alg: tuple[str, ...]) -> None:
    with lab(alg=alg) as net:
        facts = asked(net)
    assert let_in(facts) == ({("suspected", "REGISTER"), ("suspected", "INVITE")} if alg else set())
    verdict = verdict_on("sip_alg", facts)
    assert verdict.answer == ("yes" if alg else "no")
    signals = verdict.details.get("signals") or []
    assert isinstance(signals, list)
    assert ("inbound_pinhole" in signals) is bool(alg)


def test_a_helper_that_translates_nothing_is_told_by_the_way_in_it_opens() -> None:
    """Where no address is translated the helper changes nothing: a device is there, and no rewriting is claimed."""
    with lab(alg=("udp",)) as net:
        run("ip", "netns", "exec", net.router, "nft", "flush", "chain", "ip", "nat", "post_chain")
        for namespace in (net.hop, net.server):
            run("ip", "-n", namespace, "route", "replace", "192.168.1.0/24", "via", _back(net, namespace))
        facts = asked(net)
    assert ("suspected", "REGISTER") in let_in(facts)
    assert not {pair for pair in let_in(facts) if pair[0] == "control"}
    assert verdict_on("sip_alg", facts).answer == "cannot_tell"


def _back(net: Lab, namespace: str) -> str:
    return "198.51.100.2" if namespace == net.hop else "203.0.113.1"
