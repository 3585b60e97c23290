"""Kind, layers and lifetime of translation: what proves them, what only looks like them, and what is not said."""

from __future__ import annotations

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Diagnosis, Finding
from app.model.facts import (
    Fact,
    GatewayOutside,
    MappingHeld,
    NatTrial,
    NetworkAddress,
    NetworkHop,
    NetworkInterface,
    Outcome,
    StunBinding,
    TcpReach,
)
from app.model.facts_of_networks import Traffic
from tests.unit.diagnosis.observed import OUTSIDE, observe, stun

LAN = NetworkInterface("eth0", "192.168.1.10", "192.168.1.1", "cable")
TUNNEL = NetworkInterface("wg0", "10.8.0.2", None, "vpn")


def bound(server: str, mapped: str, local: str = "192.168.1.10:40000") -> StunBinding:
    return StunBinding(server, local, mapped, "answered", 10.0)


def mapping_round(*mapped: str, local: str = "192.168.1.10:40000") -> list[Fact]:
    """One socket that asked the four doors of RFC 5780, as far as *mapped* goes."""
    doors = ("192.0.2.3:3478", "192.0.2.4:3478", "192.0.2.4:3479")
    return [bound(server, outside, local) for server, outside in zip(doors, mapped, strict=False)]


def trial(name: str, outcome: Outcome, number: int = 1) -> NatTrial:
    return NatTrial(name, number, "192.0.2.3:3478", f"192.168.1.10:{41000 + number}", f"{OUTSIDE}:1", outcome, None)  # type: ignore[arg-type]


def trials(name: str, *outcomes: Outcome) -> list[Fact]:
    return [trial(name, outcome, number) for number, outcome in enumerate(outcomes, 1)]


def says(outside: str | None, method: str = "upnp", outcome: Outcome = "answered") -> GatewayOutside:
    return GatewayOutside(method, "192.168.1.1", outcome, outside)  # type: ignore[arg-type]


def hops(*addresses: str | None) -> list[Fact]:
    return [
        NetworkHop("198.51.100.20:3478", ttl, address, "passed" if address else "silent", 1.0)
        for ttl, address in enumerate(addresses, 1)
    ]


def silences(
    traffic: Traffic, held: tuple[float, ...], lost: tuple[float, ...], *, role: str = "control"
) -> list[Fact]:
    found = [(quiet, "held") for quiet in held] + [(quiet, "lost") for quiet in lost]
    return [
        MappingHeld(traffic, role, "udp:3478", "192.0.2.3:3478", "192.168.1.10:1", f"{OUTSIDE}:1", quiet, outcome, 1)  # type: ignore[arg-type]
        for quiet, outcome in found
    ]


def judged(*facts: Fact) -> Diagnosis:
    return diagnose(observe(*facts))


def nat_details(*facts: Fact) -> dict[str, object]:
    verdict = judged(*facts).verdict("nat")
    assert verdict is not None
    return dict(verdict.details)


def found(name: str, *facts: Fact) -> Finding | None:
    return next((one for one in judged(*facts).findings if one.id == name), None)


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        ([mapping_round("203.0.113.7:1", "203.0.113.7:1", "203.0.113.7:1")], "independent"),
        ([mapping_round("203.0.113.7:1", "203.0.113.7:2", "203.0.113.7:2")], "address_dependent"),
        ([mapping_round("203.0.113.7:1", "203.0.113.7:2", "203.0.113.7:3")], "port_dependent"),
        ([mapping_round("203.0.113.7:1")], None),
        (
            [
                mapping_round("203.0.113.7:1", "203.0.113.7:1"),
                mapping_round("203.0.113.7:5", "203.0.113.7:6", local="192.168.1.10:40001"),
            ],
            "changing",
        ),
        (
            [
                mapping_round("203.0.113.7:1", "203.0.113.7:2"),
                mapping_round("203.0.113.7:5", "203.0.113.7:6", local="192.168.1.10:40001"),
            ],
            "address_dependent",
        ),
        (  # an answer of one round was lost
            [
                mapping_round("203.0.113.7:1", "203.0.113.7:2"),
                mapping_round("203.0.113.7:5", "203.0.113.7:6", "203.0.113.7:7", local="192.168.1.10:40001"),
            ],
            "port_dependent",
        ),
        (  # both rounds are whole, and differ
            [
                mapping_round("203.0.113.7:1", "203.0.113.7:2", "203.0.113.7:2"),
                mapping_round("203.0.113.7:5", "203.0.113.7:6", "203.0.113.7:7", local="192.168.1.10:40001"),
            ],
            "changing",
        ),
    ],
)
def test_mapping_is_what_every_round_says(rounds: list[list[Fact]], expected: str | None) -> None:
    facts = [fact for one in rounds for fact in one]
    assert nat_details(*facts).get("mapping") == expected
    symmetric = found("symmetric_nat", *facts)
    assert (symmetric is not None) == (expected in {"address_dependent", "port_dependent"})


def test_two_sockets_with_their_own_outside_ports_are_no_symmetric_nat() -> None:
    facts = (stun(), bound("192.0.2.9:3478", f"{OUTSIDE}:50001", "192.168.1.10:50001"))
    assert found("symmetric_nat", *facts) is None
    assert "mapping" not in nat_details(*facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            trials("filter_address", "answered", "answered") + trials("filter_port", "answered", "answered"),
            "independent",
        ),
        (
            trials("filter_address", "silent", "silent") + trials("filter_port", "answered", "answered"),
            "address_dependent",
        ),
        (trials("filter_address", "silent", "silent") + trials("filter_port", "silent", "silent"), "port_dependent"),
        (trials("filter_port", "answered", "answered"), "not_by_port"),
        (trials("filter_port", "silent", "silent", "silent"), "port_dependent"),
        (trials("filter_address", "answered"), "changing"),
        (trials("filter_port", "answered", "silent"), "changing"),
        ([], None),
    ],
)
def test_filtering_needs_rounds_that_agree(facts: list[Fact], expected: str | None) -> None:
    assert nat_details(stun(), *facts).get("filtering") == expected


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [(("answered", "answered"), True), (("silent", "silent"), False), (("answered", "silent"), None), ((), None)],
)
def test_hairpin(outcomes: tuple[Outcome, ...], expected: bool | None) -> None:
    assert nat_details(stun(), *trials("hairpin", *outcomes)).get("hairpin") is expected


@pytest.mark.parametrize(
    ("facts", "layers", "finding", "confidence"),
    [
        ([says(OUTSIDE)], "single", None, None),
        ([says("192.168.0.2")], "double", "double_nat", "certain"),
        ([says("10.1.2.3", "nat_pmp")], "double", "double_nat", "certain"),
        ([says("100.64.3.4")], "carrier", "carrier_nat", "certain"),
        ([says("192.0.0.2")], "carrier", "carrier_nat", "certain"),
        ([says("198.51.100.77")], "carrier", "carrier_nat", "likely"),
        ([*hops("192.168.1.1", "100.70.0.1", "203.0.113.1")], "carrier", "carrier_nat", "likely"),
        ([*hops("192.168.1.1", "192.168.0.1", "203.0.113.1")], "double", "double_nat", "likely"),
        ([NetworkAddress("clat", "192.0.0.4", "unknown", True)], "carrier", "carrier_nat", "certain"),
        # look-alikes
        ([says("0.0.0.0")], None, None, None),  # the gateway has no connection of its own at this moment
        ([says(None, outcome="refused")], None, None, None),
        ([says(None, outcome="silent")], None, None, None),
        ([says("192.168.0.2"), says(OUTSIDE, "nat_pmp")], None, None, None),  # it contradicts itself
        ([*hops("192.168.1.1", "10.20.0.1", "203.0.113.1")], None, None, None),  # a carrier's own router
        ([*hops("192.168.1.1", "203.0.113.1", "192.168.9.1")], None, None, None),  # private only beyond the public
        ([*hops("192.168.1.1", None, "203.0.113.1")], None, None, None),
        ([says(OUTSIDE), *hops("192.168.1.1", "192.168.0.1")], "single", None, None),  # the gateway's word is better
        ([NetworkAddress("eth1", "100.64.0.9", "cable", False)], None, None, None),  # not the way that is used
    ],
)  # fmt: skip
def test_layers(facts: list[Fact], layers: str | None, finding: str | None, confidence: str | None) -> None:
    everything: list[Fact] = [LAN, stun(), *facts]
    assert nat_details(*everything).get("layers") == layers
    got = [one for one in judged(*everything).findings if one.id in {"double_nat", "carrier_nat"}]
    assert [(one.id, one.confidence) for one in got] == ([(finding, confidence)] if finding else [])


@pytest.mark.parametrize("fact", [says("198.51.100.77"), NetworkAddress("wg0", "100.64.0.2", "vpn", True)])
def test_through_a_vpn_the_gateway_and_the_server_see_two_ways(fact: Fact) -> None:
    diagnosis = judged(TUNNEL, stun(), fact)
    assert {one.id for one in diagnosis.findings} & {"double_nat", "carrier_nat"} == set()
    assert "vpn_active" in {one.id for one in diagnosis.findings}


@pytest.mark.parametrize(
    ("facts", "seconds", "confidence"),
    [
        (silences("stream", (15, 25), (32, 45)) + silences("rtp", (15, 25), (32, 45)), 30, "certain"),
        (silences("rtp", (15, 25, 32, 45, 58), (65, 95)), 60, "likely"),
        (silences("answered", (), (15, 25)), 10, "likely"),
        (silences("answered", (15,), (25,)), 20, "likely"),
    ],
)
def test_a_short_memory(facts: list[Fact], seconds: int, confidence: str) -> None:
    one = found("short_udp_timeout", stun(), *facts)
    assert one is not None
    assert (one.details["seconds"], one.confidence) == (seconds, confidence)


@pytest.mark.parametrize(
    "facts",
    [
        # an ordinary Linux router: 30 s until a conversation, 120 s after
        silences("single", (25,), (32,)) + silences("answered", (25,), (32,)) + silences("rtp", (15, 95), (122,)),
        silences("stream", (15, 25, 95, 182), ()),
        silences("single", (), (15, 25)),  # nobody keeps a way open with questions without answers
        silences("sip", (15,), (25, 32), role="suspected"),  # a server that answers late is judged by conversations
        silences("stream", (45,), (32,)),  # contradicts itself
        silences("stream", (0.0,), ()),
        [MappingHeld("stream", "control", "udp:3478", "192.0.2.3:3478", "192.168.1.10:1", None, 32.0, "unknown", 1)],
        [],
    ],
)  # fmt: skip
def test_what_is_no_short_memory(facts: list[Fact]) -> None:
    assert found("short_udp_timeout", stun(), *facts) is None


def test_lifetimes_are_told_by_kind_of_traffic_and_port() -> None:
    facts = [
        *silences("answered", (0.0, 25), (32,)),
        *silences("sip", (182,), (), role="suspected"),
        *silences("sip", (25,), (32,)),
        *silences("rtp", (0.0,), ()),
    ]
    assert nat_details(stun(), *facts)["lifetime"] == {
        "answered": {"held_s": 25, "lost_s": 32},
        "sip": {"held_s": 182, "lost_s": None},
        "sip_control": {"held_s": 25, "lost_s": 32},
    }


V6 = NetworkAddress("eth0", "2001:db8:1::10", "cable", True)
V4 = NetworkAddress("eth0", "192.168.1.10", "cable", True)
BY_V4 = TcpReach("203.0.113.10:443", "answered", 5.0)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([V4], "none"),
        ([V4, V6], "untried"),
        ([V4, NetworkAddress("eth0", "fd00::10", "cable", True)], "none"),  # of the house only
        ([V4, V6, BY_V4, TcpReach("[2001:db8:3::10]:5060", "answered", 5.0)], "works"),
        ([V4, V6, BY_V4, TcpReach("[2001:db8:3::10]:5060", "refused", 5.0)], "works"),
        ([V4, V6, BY_V4, TcpReach("[2001:db8:3::10]:5060", "silent", 2000.0)], "no_answer"),
        ([V4, V6, BY_V4, TcpReach("[2001:db8:3::10]:5060", "unreachable", 1.0)], "broken"),
        ([V4, V6, TcpReach("[2001:db8:3::10]:5060", "silent", 2000.0)], None),  # nothing else answered there either
        ([], None),
    ],
)
def test_what_ipv6_shows_is_told_and_blamed_for_nothing(facts: list[Fact], state: str | None) -> None:
    without = judged(LAN, stun(), *[fact for fact in facts if not isinstance(fact, TcpReach) or fact is BY_V4])
    assert nat_details(LAN, stun(), *facts).get("ipv6") == state
    assert judged(LAN, stun(), *facts).findings == without.findings


def test_ipv4_over_ipv6_is_named() -> None:
    one = found("carrier_nat", LAN, stun(), NetworkAddress("clat", "192.0.0.4", "unknown", True))
    assert one is not None
    assert one.details["way"] == "464xlat"
    other = found("carrier_nat", LAN, stun(), NetworkAddress("wan", "100.64.0.9", "unknown", True))
    assert other is not None
    assert "way" not in other.details
