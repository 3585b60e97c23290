"""The network itself with real kernels: translation, connection timers, hops, firewalls, sizes, losses and queues.

Loss comes from nftables' own numbers, delay under load from a token bucket: this kernel need not have netem.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager

import pytest

from app.model import profile as profiles
from app.model.endpoint import Endpoint
from app.model.facts import Fact, MappingHeld, NatTrial, NetworkHop, SizedMessage, StunBinding, VoiceLeg
from app.model.facts_of_networks import Traffic
from app.model.profile import Account, Profile
from app.network.udp import UdpSocket
from app.probes import doors_look, nat_look, network_look, quality
from app.probes.alg.paths import Path
from app.probes.alg.side_by_side import side_by_side
from app.probes.context import ProbeContext
from app.probes.nat import lifetime
from app.probes.nat.lifetime import Silence
from app.testline.config import TestLineConfig
from app.testline.server import TestLine
from tests.lab.judging import judged, verdict_on
from tests.lab.namespaces import run, run_async, serving
from tests.lab.topology import ROUTER_LAN, ROUTER_WAN, SECOND_SERVER, SERVER, Lab, lab
from tests.lab.voice import voice

STUN = Endpoint(SERVER, 3478)
PROFILE = Profile(
    Account("provider.example", "100", proxy=f"{SERVER}:5060"),
    testline=profiles.TestLine(SERVER, (5060, 5070)),
    stun=(STUN,),
)
CONFIG = TestLineConfig(SERVER, udp_ports=(5060, 5070), tcp_ports=(5060,), stun_port=3478, stun_other=SECOND_SERVER)
Measure = Callable[[ProbeContext], AsyncGenerator[Fact, None]]


def measured(net: Lab, *probes: Measure, pace: float = 1.0) -> list[Fact]:
    """What *probes* record on the client, one after the other."""

    async def facts() -> list[Fact]:
        context = ProbeContext(PROFILE, pace=pace)
        return [fact for probe in probes for fact in [fact async for fact in probe(context)]]

    with serving(net.server, lambda: TestLine(CONFIG)):
        return run_async(net.client, facts)


def rules(namespace: str, table: str) -> None:
    """Load nftables rules; chains end with lines, which the tool insists on."""
    lines = (
        table.replace("{ chain", "{\nchain")
        .replace("; }", ";\n}")
        .replace("} chain", "}\nchain")
        .replace("} }", "}\n}")
    )
    run("ip", "netns", "exec", namespace, "nft", "-f", "-", stdin=lines + "\n")


def findings(facts: list[Fact]) -> set[str]:
    return {str(one.id) for one in judged(facts).findings}


@contextmanager
def gateway_says(net: Lab, outside: str) -> Iterator[None]:
    with serving(net.router, lambda: voice(outside)):
        yield


def test_an_ordinary_linux_router() -> None:
    """It keeps ports, lets only those in who were spoken to, and does not turn packets round."""
    with lab() as net, gateway_says(net, ROUTER_WAN):
        facts = measured(net, nat_look.measure)
    details = verdict_on("nat", facts).details
    assert (details["mapping"], details["filtering"], details["hairpin"]) == ("independent", "port_dependent", False)
    assert (details["layers"], details["mapped"]) == ("single", ROUTER_WAN)
    assert [fact.address for fact in facts if isinstance(fact, NetworkHop)][:2] == [ROUTER_LAN, "198.51.100.1"]
    assert findings(facts) & {"double_nat", "carrier_nat", "symmetric_nat"} == set()
    assert len([fact for fact in facts if isinstance(fact, NatTrial)]) == 9


def test_a_router_that_takes_a_new_port_for_each_door() -> None:
    with lab() as net:
        post = 'type nat hook postrouting priority 100; oifname "wan0" masquerade random,fully-random'
        rules(net.router, f"delete table ip nat\ntable ip nat {{ chain post_chain {{ {post}; }} }}")
        facts = measured(net, nat_look.measure)
    assert verdict_on("nat", facts).details["mapping"] == "port_dependent"
    assert "symmetric_nat" in findings(facts)


def test_turning_packets_round_is_seen_where_it_is_done() -> None:
    """What comes from inside for the outside address goes back in, as RFC 4787 section 6 wants it."""
    with lab() as net:
        nat = "type nat hook prerouting priority -100;"
        back = f'iifname "lan0" ip daddr {ROUTER_WAN} udp dport 1024-65535 dnat to 192.168.1.10'
        round_ = 'type nat hook postrouting priority 99; iifname "lan0" oifname "lan0" masquerade'
        rules(net.router, f"table ip hair {{ chain pre {{ {nat} {back}; }} chain post {{ {round_}; }} }}")
        facts = measured(net, nat_look.measure)
    assert verdict_on("nat", facts).details["hairpin"] is True


@pytest.mark.parametrize(("between", "finding"), [("private", "double_nat"), ("carrier", "carrier_nat")])
def test_two_translations_by_the_gateways_own_word(between: str, finding: str) -> None:
    outside = {"private": "10.7.0.2", "carrier": "100.64.0.2"}[between]
    with lab(double_nat=True, between=between) as net, gateway_says(net, outside):  # type: ignore[arg-type]
        facts = measured(net, nat_look.measure)
    assert findings(facts) & {"double_nat", "carrier_nat"} == {finding}


def test_a_carriers_hop_is_enough_and_a_private_one_is_not() -> None:
    with lab(double_nat=True, between="carrier") as net:
        assert findings(measured(net, nat_look.measure)) & {"double_nat", "carrier_nat"} == {"carrier_nat"}
    with lab(double_nat=True, between="private") as net:  # 10.7.0.1 may be a carrier's own router
        assert findings(measured(net, nat_look.measure)) & {"double_nat", "carrier_nat"} == set()


TIMERS = {"nf_conntrack_udp_timeout": 3, "nf_conntrack_udp_timeout_stream": 7}


def silences(net: Lab, *asked: tuple[Traffic, str, int, float]) -> dict[tuple[str, int, float], str]:
    """Real seconds of silence for each kind of traffic and port, and what became of the way in."""

    async def facts() -> list[Fact]:
        planned = [
            Silence(traffic, Path(role, "udp", SERVER, port), Endpoint(SERVER, port), PROFILE.account, quiet_s)  # type: ignore[arg-type]
            for traffic, role, port, quiet_s in asked
        ]
        return [fact async for fact in side_by_side(planned, patient=True)]

    with serving(net.server, lambda: TestLine(CONFIG)):
        found = run_async(net.client, facts)
    held = [fact for fact in found if isinstance(fact, MappingHeld)]
    return {(fact.traffic, Endpoint.parse(fact.server).port, fact.quiet_s): fact.outcome for fact in held}


def test_the_kernels_own_timers_are_measured() -> None:
    """Three seconds until a conversation, seven after, as set; and an hour where the SIP helper looks."""
    with lab(alg=("udp",)) as net:
        for name, seconds in TIMERS.items():
            run("ip", "netns", "exec", net.router, "sh", "-c", f"echo {seconds} > /proc/sys/net/netfilter/{name}")
        found = silences(
            net,
            ("single", "control", 3478, 1.0),
            ("single", "control", 3478, 5.0),
            ("answered", "control", 3478, 1.0),
            ("answered", "control", 3478, 5.0),
            ("stream", "control", 3478, 4.5),
            ("stream", "control", 3478, 9.0),
            ("sip", "suspected", 5060, 9.0),
            ("sip", "control", 5070, 5.0),
        )
    assert found == {
        ("single", 3478, 1.0): "held",
        ("single", 3478, 5.0): "lost",
        ("answered", 3478, 1.0): "held",
        ("answered", 3478, 5.0): "lost",
        ("stream", 3478, 4.5): "held",
        ("stream", 3478, 9.0): "lost",
        ("sip", 5060, 9.0): "held",
        ("sip", 5070, 5.0): "lost",
    }


def test_a_far_end_that_falls_silent_loses_no_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be tried any more after the silence was not lost by the router."""
    speak = lifetime._SPEAKING["answered"]
    with lab() as net:
        net.block("icmp type echo-request accept", "hop")

        async def answered_for_the_last_time(silence: Silence, sock: UdpSocket) -> Endpoint | None:
            mapped = await speak(silence, sock)
            await asyncio.to_thread(net.block, "udp dport 3478 drop", "hop")
            return mapped

        async def facts() -> list[Fact]:
            path = Path("control", "udp", SERVER, 3478)
            silence = Silence("answered", path, STUN, PROFILE.account, 0.1)
            await silence.run()
            return list(silence.facts())

        monkeypatch.setitem(lifetime._SPEAKING, "answered", answered_for_the_last_time)

        with serving(net.server, lambda: TestLine(CONFIG)):
            (fact,) = run_async(net.client, facts)
    assert isinstance(fact, MappingHeld)
    assert (fact.outcome, fact.mapped is not None) == ("unknown", True)


def test_the_own_firewall_is_known_by_what_it_forbids() -> None:
    with lab() as net:
        rules(net.client, "table ip own { chain out { type filter hook output priority 0; meta l4proto udp drop; } }")
        facts = measured(net, network_look.measure, doors_look.measure)
    verdict = verdict_on("local_firewall", facts)
    assert (verdict.answer, verdict.reason) == ("yes", "sending_forbidden")
    assert judged(facts).primary == "local_firewall_blocks"
    assert findings(facts) & {"udp_blocked", "sip_port_blocked", "provider_unreachable", "no_internet"} == set()


def test_udp_that_is_dropped_on_the_way_is_no_matter_of_the_own_firewall() -> None:
    with lab() as net:
        net.block("meta l4proto udp drop")
        facts = measured(net, network_look.measure, doors_look.measure)
    assert findings(facts) & {"local_firewall_blocks"} == set()
    assert verdict_on("internet", facts).answer == "yes"
    sized = {fact.outcome for fact in facts if isinstance(fact, SizedMessage)}
    assert sized == {"silent"}  # and so no size is to blame
    assert "large_messages_lost" not in findings(facts)


def test_fragments_that_get_lost_are_told_by_their_size() -> None:
    with lab() as net:
        pieces = "ip frag-off & 0x3fff != 0 drop"
        rules(net.hop, f"table ip cut {{ chain cut {{ type filter hook prerouting priority -450; {pieces}; }} }}")
        facts = measured(net, doors_look.measure)
    sizes = {fact.size: fact.outcome for fact in facts if isinstance(fact, SizedMessage) and fact.role == "suspected"}
    assert sizes == {600: "answered", 1200: "answered", 1400: "answered", 1600: "silent", 2400: "silent"}
    one = next(one for one in judged(facts).findings if one.id == "large_messages_lost")
    assert (one.details["arrives"], one.details["lost"], one.details["in_pieces"]) == (1400, 1600, True)
    with lab() as net:
        assert "large_messages_lost" not in findings(measured(net, doors_look.measure))


def legs(facts: list[Fact]) -> dict[str, VoiceLeg]:
    return {fact.leg: fact for fact in facts if isinstance(fact, VoiceLeg)}


LOSSY = "meta l4proto { udp, icmp } numgen random mod 100 < 20 drop"


def test_a_clean_line() -> None:
    with lab() as net:
        facts = measured(net, network_look.measure, quality.measure, pace=5)
    found = legs(facts)
    assert (found["gateway"].method, found["gateway"].lost, found["line"].lost) == ("echo", 0, 0)
    assert verdict_on("quality", facts).answer == "yes"
    assert findings(facts) & {"line_quality", "wifi_quality"} == set()


def test_losses_behind_the_router_are_the_lines() -> None:
    with lab() as net:
        net.block(LOSSY)
        facts = measured(net, network_look.measure, quality.measure, pace=5)
    found = legs(facts)
    assert found["gateway"].lost == 0
    assert 20 < found["line"].lost < 150
    assert {"line_quality"} == findings(facts) & {"line_quality", "wifi_quality"}
    assert not {one for one in findings(facts) if one.startswith("sip_alg")}


def test_losses_before_the_router_are_the_own_networks() -> None:
    with lab() as net:
        drop = f'iifname "lan0" {LOSSY}'
        rules(net.router, f"table ip lossy {{ chain lossy {{ type filter hook prerouting priority -310; {drop}; }} }}")
        facts = measured(net, network_look.measure, quality.measure, pace=5)
    assert legs(facts)["gateway"].lost > 10
    (one,) = [one for one in judged(facts).findings if one.id in {"line_quality", "wifi_quality"}]
    assert (one.id, one.details["place"]) == ("line_quality", "own_network")  # by cable here: no Wi-Fi to blame


def test_a_queue_that_grows_under_load() -> None:
    with lab() as net:
        shaped = ("tc", "qdisc", "add", "dev", "wan0", "root", "tbf", "rate", "1500kbit", "burst", "4kb")
        run("ip", "netns", "exec", net.router, *shaped, "latency", "600ms")
        facts = measured(net, network_look.measure, quality.measure, pace=5)
    assert "bufferbloat" in findings(facts), legs(facts).get("line_loaded")
    assert findings(facts) & {"wifi_quality", "line_quality"} == set()
    stun = [fact for fact in facts if isinstance(fact, StunBinding)]
    assert stun[0].mapped is not None
