"""Being reached and ways out through the kernel's own NAT, its timers and its SIP helper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.model import profile as profiles
from app.model.endpoint import Endpoint
from app.model.facts import Fact, TlsLook
from app.model.profile import Account, Alternative, Profile
from app.model.secret import Secret
from app.probes import extension, inbound, presence, ways_out
from app.probes.context import Probe, ProbeContext
from app.testline.config import BUILT_IN_NUMBERS, BUILT_IN_REALM, TestLineConfig, TlsIdentity
from app.testline.server import TestLine
from tests.lab.judging import verdict_on
from tests.lab.namespaces import inside, run_async, serving
from tests.lab.topology import SERVER, Lab, lab

PACE = 20.0
"""A quiet time of 65 s takes 3.25 s; the router's own timer is set as much shorter."""
FORGETS_S = "2"
TLS = Path(__file__).parents[2] / "resources" / "practice" / "tls"
IDENTITY = TlsIdentity(TLS / "good.pem", TLS / "server.key")
CONFIG = TestLineConfig(
    SERVER, udp_ports=(5060, 5070), tcp_ports=(5060,), tls_ports=(5061,), tls=IDENTITY, stun_port=None, pace=PACE
)
PROFILE = Profile(
    Account(BUILT_IN_REALM, "100", password=Secret("mend-100"), proxy=str(Endpoint(SERVER, 5060))),
    numbers=BUILT_IN_NUMBERS,
    testline=profiles.TestLine(SERVER, (5060, 5070)),
    alternatives=(Alternative("tls", 5061), Alternative("udp", 5070)),
    authorities=(TLS / "authority.pem").read_text(encoding="ascii"),
)


@contextmanager
def network(*alg: str, forgets: bool = False) -> Iterator[Lab]:
    with lab(alg=alg) as net, serving(net.server, lambda: TestLine(CONFIG)):
        if forgets:
            inside(net.router, _forget_soon)
        yield net


def _forget_soon() -> None:
    for name in ("nf_conntrack_udp_timeout", "nf_conntrack_udp_timeout_stream"):
        Path("/proc/sys/net/netfilter", name).write_text(FORGETS_S, "ascii")


def measured(net: Lab, probe: Probe, pace: float = PACE) -> list[Fact]:
    async def facts() -> list[Fact]:
        context = ProbeContext(PROFILE, pace=pace)
        try:
            return [fact async for fact in probe.measure(context)]
        finally:
            await context.close()

    return run_async(net.client, facts)


def test_calls_come_in_while_the_kernel_remembers_the_port() -> None:
    with network() as net:
        verdict = verdict_on("inbound", measured(net, inbound))
    assert (verdict.answer, verdict.reason) == ("yes", "calls_arrive"), verdict


def test_the_kernels_own_timer_loses_calls_and_keep_alives_save_them() -> None:
    with network(forgets=True) as net:
        verdict = verdict_on("inbound", measured(net, inbound))
    assert (verdict.reason, verdict.confidence) == ("port_forgotten_when_quiet", "certain"), verdict
    assert verdict.details["still_after_s"] == 35.0
    assert verdict.details["seconds"] == 65


def test_the_helper_keeps_a_port_for_an_hour_whatever_the_timer_says() -> None:
    """An ALG can even help: that one is there and that it is the cause are two conclusions."""
    with network("udp", forgets=True) as net:
        verdict = verdict_on("inbound", measured(net, inbound))
    assert (verdict.answer, verdict.reason) == ("yes", "calls_arrive"), verdict


def test_phones_behind_one_nat_talk_and_get_large_news_in_fragments() -> None:
    with network() as net:
        facts = [*measured(net, extension), *measured(net, presence)]
    assert verdict_on("extension_call", facts).reason == "phones_talk"
    assert verdict_on("presence", facts).reason == "news_arrive"


def test_the_helper_loses_the_answer_of_a_phone_with_a_sound_port_that_it_knows() -> None:
    with network("udp") as net:
        facts = measured(net, extension)
    verdict = verdict_on("extension_call", facts)
    assert (verdict.answer, verdict.reason) == ("no", "same_sound_port_clashes"), verdict


def test_dropped_fragments_lose_large_news_only() -> None:
    with network() as net:
        net.block("ip frag-off & 0x3fff != 0 drop")
        facts = measured(net, presence)
    assert verdict_on("presence", facts).reason == "large_news_never_came"


@pytest.mark.softphone
def test_every_other_way_is_clean_through_the_kernels_nat() -> None:
    with network() as net:
        facts = measured(net, ways_out)
    secure, other = verdict_on("tls_path", facts), verdict_on("other_port_path", facts)
    assert (secure.reason, secure.details["works"]) == ("way_is_clean", ["tls:5061"]), secure
    assert set(other.details["works"]) == {"udp:5070", "tcp:5060"}  # type: ignore[arg-type]
    (look,) = [fact for fact in facts if isinstance(fact, TlsLook)]
    assert (look.outcome, look.protocol) == ("answered", "TLSv1.3")


@pytest.mark.softphone
def test_the_helper_cannot_look_into_tls() -> None:
    with network("udp", "tcp") as net:
        facts = measured(net, ways_out)
    assert verdict_on("tls_path", facts).reason == "way_is_clean"


@pytest.mark.softphone
def test_a_port_that_a_firewall_swallows_is_told_beside_the_ways_that_work() -> None:
    with network() as net:
        net.block("tcp dport 5061 drop")
        facts = measured(net, ways_out)
    verdict = verdict_on("tls_path", facts)
    assert (verdict.answer, verdict.reason) == ("no", "no_answer"), verdict
    assert verdict_on("other_port_path", facts).answer == "yes"
