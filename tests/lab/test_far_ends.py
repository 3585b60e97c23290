"""The same questions to far ends of different kinds: our own test line, and SIPp, which nobody here wrote."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import Fact, SipExchange
from app.model.names import Transport
from app.model.profile import Account, Alternative, Profile
from app.model.secret import Secret
from app.probes import sip_alg
from app.probes.context import ProbeContext
from app.testline.config import BUILT_IN_REALM, TestLineConfig
from app.testline.server import TestLine
from tests.lab.judging import verdict_on
from tests.lab.namespaces import program, run_async, serving
from tests.lab.test_received_private import received
from tests.lab.topology import CLIENT, ROUTER_WAN, SERVER, Lab, lab
from tests.servers.kamailio import until_alive

SIP = Endpoint(SERVER, 5060)
SCENARIO = Path(__file__).parent / "sipp" / "answer.xml"
PROFILE = Profile(
    Account(BUILT_IN_REALM, "100", password=Secret("mend-100"), proxy=str(SIP)),
    alternatives=(Alternative("udp", 5070),),
)


def measure(net: Lab, profile: Profile = PROFILE) -> list[Fact]:
    async def facts() -> list[Fact]:
        return [fact async for fact in sip_alg.measure(ProbeContext(profile))]

    return run_async(net.client, facts)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("alg", [(), ("udp",), ("tcp",), ("udp", "tcp")], ids=["off", "udp", "tcp", "both"])
def test_the_test_line_shows_the_alg_where_it_looks_and_nowhere_else(
    alg: tuple[str, ...], transport: Transport
) -> None:
    config = TestLineConfig(SERVER, udp_ports=(5060, 5070), tcp_ports=(5060,), stun_port=3478)
    profile = replace(PROFILE, account=replace(PROFILE.account, transport=transport), stun=(Endpoint(SERVER, 3478),))
    with lab(alg=alg) as net, serving(net.server, lambda: TestLine(config)) as line:
        facts = measure(net, profile)
        left = line.bindings("100")
    assert received(facts, "suspected", transport) == {CLIENT if transport in alg else ROUTER_WAN}
    verdict = verdict_on("sip_alg", facts)
    assert verdict.answer == ("yes" if transport in alg else "no"), verdict
    assert left == ()


@contextmanager
def sipp_answers(net: Lab, folder: Path) -> Iterator[None]:
    """SIPp on both ports, by UDP."""
    with ExitStack() as stack:
        for port in (5060, 5070):
            place = ("-i", SERVER, "-p", str(port), "-t", "u1", "-nostdin", "-timeout", "60s")
            stack.enter_context(program(net.server, "sipp", "-sf", str(SCENARIO), *place, cwd=folder))
            run_async(net.server, lambda port=port: until_alive(Endpoint(SERVER, port)))  # type: ignore[misc]
        yield


@pytest.mark.skipif(shutil.which("sipp") is None, reason="sipp is not installed (Debian: apt-get install sip-tester)")
@pytest.mark.parametrize("alg", [(), ("udp",)], ids=["off", "on"])
def test_sipp_never_says_whom_it_saw_and_yet_the_alg_shows(alg: tuple[str, ...], tmp_path: Path) -> None:
    with lab(alg=alg) as net, sipp_answers(net, tmp_path):
        facts = measure(net, replace(PROFILE, account=replace(PROFILE.account, password=None)))
    answered = {fact.method for fact in facts if isinstance(fact, SipExchange) and fact.outcome == "answered"}
    assert answered == {"OPTIONS", "REGISTER"}
    assert received(facts, "suspected") == {None}
    verdict = verdict_on("sip_alg", facts)
    assert verdict.answer == ("yes" if alg else "cannot_tell"), verdict
