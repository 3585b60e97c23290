"""The test line's knock from another port: the kernel's helper lets it in where it looks, a plain router nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.model import profile as profiles
from app.model.endpoint import Endpoint
from app.model.facts import Fact, MappingHeld, SipExchange
from app.probes.alg.paths import Path
from app.probes.alg.side_by_side import side_by_side
from app.probes.nat.lifetime import Silence
from app.protocols.knock import is_knock
from app.protocols.sip import parse_message
from app.testline.config import TestLineConfig
from app.testline.server import TestLine
from tests.lab.judging import verdict_on
from tests.lab.namespaces import run, run_async, serving
from tests.lab.test_far_ends import PROFILE, measure
from tests.lab.topology import SERVER, Lab, lab

CONFIG = TestLineConfig(SERVER, udp_ports=(5060, 5070), tcp_ports=(5060,), stun_port=3478)
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
    assert verdict.details.get("family") == ("linux_helper" if alg else None)


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


@pytest.mark.parametrize("alg", [("udp",), ()], ids=["on", "off"])
def test_a_way_in_that_stands_longer_on_the_usual_port_shows_the_helper(alg: tuple[str, ...]) -> None:
    """Real seconds of silence: a router that forgets after two keeps what the helper looks at for an hour."""
    with lab(alg=alg) as net:
        for name in ("nf_conntrack_udp_timeout", "nf_conntrack_udp_timeout_stream"):
            run("ip", "netns", "exec", net.router, "sh", "-c", f"echo 2 > /proc/sys/net/netfilter/{name}")

        async def waited() -> list[Fact]:
            paths = [Path("suspected", "udp", SERVER, 5060), Path("control", "udp", SERVER, 5070)]
            planned = [
                Silence("sip", path, Endpoint(SERVER, path.port), KNOCKING.account, quiet_s)
                for path in paths
                for quiet_s in (0.1, 3.5)
            ]
            return [fact async for fact in side_by_side(planned, patient=True)]

        with serving(net.server, lambda: TestLine(CONFIG)):
            silences = run_async(net.client, waited)
        facts = [*asked(net), *silences]
    held = {(fact.role, fact.quiet_s): fact.outcome for fact in silences if isinstance(fact, MappingHeld)}
    assert held == {
        ("suspected", 0.1): "held",
        ("control", 0.1): "held",
        ("suspected", 3.5): "held" if alg else "lost",
        ("control", 3.5): "lost",
    }
    verdict = verdict_on("sip_alg", facts)
    signals = verdict.details.get("signals") or []
    assert isinstance(signals, list)
    assert (verdict.answer, "mapping_lifetime" in signals) == (("yes", True) if alg else ("no", False))
