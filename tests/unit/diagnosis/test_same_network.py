"""Facts of two networks never explain each other."""

from __future__ import annotations

from app.diagnosis.same_network import of_this_network
from app.model.facts import Computer, DnsLookup, Fact, NetworkInterface, Observation, RunMark, StunBinding

HOME, CAFE = "192.168.1.10", "10.0.0.7"
COMPUTER = Computer("Linux", "6", "3.11", "1")
DNS = DnsLookup("sip.example.com", "A", "answered", ("192.0.2.1",), 1.0)


def interface(address: str) -> NetworkInterface:
    return NetworkInterface("eth0", address, None, "cable")


def stun(address: str) -> StunBinding:
    return StunBinding("192.0.2.2:3478", f"{address}:4000", "203.0.113.7:4000", "answered", 1.0)


def moved(before: str | None, after: str | None) -> RunMark:
    return RunMark("network_changed", f"{before} -> {after}")


def kept(*facts: Fact) -> list[Fact]:
    observations = [Observation(f"o{number}", float(number), fact) for number, fact in enumerate(facts)]
    return [item.fact for item in of_this_network(observations)]


def test_without_a_move_all_stays() -> None:
    facts = (COMPUTER, interface(HOME), stun(HOME), RunMark("slept", "30 s"), DNS)
    assert kept(*facts) == list(facts)


def test_the_path_of_the_old_network_goes_as_a_whole() -> None:
    move = moved(HOME, CAFE)
    facts = (COMPUTER, interface(HOME), stun(HOME), move, interface(CAFE))
    assert kept(*facts) == [COMPUTER, move, interface(CAFE)]


def test_what_nobody_repeated_is_still_the_last_that_is_known() -> None:
    move = moved(HOME, CAFE)
    assert kept(DNS, interface(HOME), move) == [DNS, interface(HOME), move]
    assert kept(DNS, interface(HOME), move, interface(CAFE)) == [DNS, move, interface(CAFE)]


def test_gone_and_back_is_the_same_network() -> None:
    facts = (interface(HOME), moved(HOME, None), moved(None, HOME), interface(HOME))
    assert kept(*facts) == list(facts)


def test_gone_and_elsewhere_is_another() -> None:
    away, there = moved(HOME, None), moved(None, CAFE)
    assert kept(interface(HOME), away, there, stun(CAFE)) == [away, there, stun(CAFE)]


def test_a_mark_that_a_file_spoiled_moves_nobody_by_accident() -> None:
    assert kept(interface(HOME), RunMark("network_changed", ""), stun(HOME)) == [
        interface(HOME),
        RunMark("network_changed", ""),
        stun(HOME),
    ]
