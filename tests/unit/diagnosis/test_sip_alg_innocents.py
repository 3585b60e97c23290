"""Peculiar servers and networks in which nothing rewrites: none is accused, whatever else can be said of it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Diagnosis
from tests.unit.diagnosis.observed import observe
from tests.unit.diagnosis.sip_alg_networks import WAYS, Measurement, Network, Received, Rport, Server

UDP = "udp:5060"
ACCUSING = {
    "sip_alg_rewrites",
    "sip_alg_drops_messages",
    "sip_alg_breaks_registration",
    "sip_alg_present_harmless",
    "sip_alg_still_on_old_connections",
}
PLAIN, USUAL = Network(), Server()
TWO_ROUTERS = Network(outside="203.0.113.44", reporters=("192.168.1.1", "192.168.0.1"))


def replaced(before: str, after: str) -> Callable[[str], str]:
    return lambda text: text.replace(before, after)


def swapped(pattern: str, after: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, after, text)


def only(path: str, received: Received, rport: Rport = "filled") -> Server:
    """A habit on one path, while all others are as they should be."""
    return Server(on_path={path: (received, rport)})


SERVERS: dict[str, Server] = {
    "as it should be": USUAL,
    # what it says of our source
    "never says where it sees us": Server(received="none", rport="empty"),
    "says the port only": Server(received="none"),
    "says the address only": Server(rport="absent"),
    "names itself": Server(received="server"),
    "names its balancer": Server(received="balancer"),
    "names its balancer on UDP only": only(UDP, "balancer"),
    "copies our Via": Server(received="copied"),
    "copies our Via on UDP only": only(UDP, "copied"),
    "copies our Via on UDP only, without a port": only(UDP, "copied", "empty"),
    "copies our Via on UDP 5060 and TCP": Server(on_path={UDP: ("copied", "filled"), "tcp:5060": ("copied", "filled")}),
    "an empty word": Server(received="empty"),
    "a name": Server(received="name"),
    "no address at all": Server(received="garbage", rport="garbage"),
    "its own loopback": Server(received="loopback"),
    "its own loopback on UDP only": only(UDP, "loopback"),
    "an address in the spelling of IPv6": Server(received="ipv6"),
    "silent about it on UDP only": only(UDP, "none", "empty"),
    "silent about it on every other path": Server(on_path={way: ("none", "empty") for way in WAYS if way != UDP}),
    "our own port in rport": Server(rport="local"),
    "its own port in rport": Server(rport="server"),
    "names itself on UDP, and our source elsewhere": only(UDP, "server"),
    # where it answers to
    "answers to the port in Via": Server(rport="absent", to_via=frozenset(WAYS)),
    "answers to the port in Via on UDP 5060 only": Server(on_path={UDP: ("source", "absent")}, to_via=frozenset({UDP})),
    # what it does to the rest
    "short names": Server(edits={"all": swapped(r"(?m)^Via:", "v:")}),
    "lower-case names and folded lines": Server(edits={"all": swapped(r"(?m)^(From|To|Call-ID):", r"\1:\r\n ")}),
    "its name in capitals": Server(edits={"all": replaced("example.com", "EXAMPLE.COM")}),
    "an address in place of its name": Server(edits={"all": replaced("@example.com", "@198.51.100.20")}),
    "an address in place of its name, on UDP only": Server(edits={UDP: replaced("@example.com", "@198.51.100.20")}),
    "a port behind its name, on UDP only": Server(edits={UDP: replaced("@example.com>", "@example.com:5060>")}),
    "another user in To, on UDP only": Server(edits={UDP: replaced("To: <sip:100@", "To: <sip:anonymous@")}),
    "another tag in From": Server(edits={"all": swapped(r";tag=a\w+", ";tag=own")}),
    "another Call-ID": Server(edits={"all": swapped(r"Call-ID: \S+", "Call-ID: own@198.51.100.20")}),
    "another Call-ID on UDP only": Server(edits={UDP: swapped(r"Call-ID: \S+", "Call-ID: own@198.51.100.20")}),
    "a port in Via that we did not write": Server(edits={"all": swapped(r"(Via: \S+ [\d.]+):\d+", r"\1:5060")}),
    "a branch of its own": Server(edits={"all": swapped(r"branch=\w+", "branch=z9hG4bKown")}),
    "no Via at all": Server(edits={"all": swapped(r"(?m)^Via: .*\r\n", "")}),
    "two Via lines": Server(edits={"all": swapped(r"(?m)^(Via: .*\r\n)", r"\1Via: SIP/2.0/UDP 10.1.1.1:5060\r\n")}),
    "a Via of its own above ours": Server(
        edits={"all": swapped(r"(?m)^(Via: .*\r\n)", r"Via: SIP/2.0/UDP 10.1.1.1:5060;received=10.1.1.1\r\n\1")}
    ),
    "a route through its inside": Server(
        edits={"all": replaced("Content-Length", "Record-Route: <sip:10.1.1.1;lr>\r\nContent-Length")}
    ),
    "its inside address in Contact": Server(
        edits={"all": replaced("Content-Length", "Contact: <sip:100@10.1.1.1>\r\nContent-Length")}
    ),
    "a warning with an inside address": Server(
        edits={"all": replaced("Content-Length", 'Warning: 399 192.168.1.10 "no"\r\nContent-Length')}
    ),
    "line ends without carriage return": Server(edits={"all": replaced("\r\n", "\n")}),
    "an answer of another protocol": Server(edits={"all": replaced("SIP/2.0 ", "HTTP/1.1 ")}),
    "an empty answer": Server(edits={"all": lambda text: ""}),
    "binary": Server(edits={"all": lambda text: "\0\xff" * 300}),
    "our request, sent back": Server(edits={"all": replaced("SIP/2.0 200 OK", "OPTIONS sip:a SIP/2.0")}),
    "a huge header": Server(edits={"all": replaced("Content-Length", f"X: {'a' * 9000}\r\nContent-Length")}),
    # what it answers
    "forbids everything": Server(status=dict.fromkeys(WAYS, "403 Forbidden")),
    "forbids on UDP only": Server(status={UDP: "403 Forbidden"}),
    "an error on UDP only, as slow as ever": Server(status={UDP: "500 Server Internal Error"}),
    "busy on UDP only": Server(status={UDP: "503 Service Unavailable"}),
    "wants another transport": Server(status={UDP: "305 Use Proxy"}),
    "silent on UDP only": Server(silent=frozenset({UDP})),
    "silent everywhere": Server(silent=frozenset(WAYS)),
    "silent on every other path": Server(silent=frozenset(set(WAYS) - {UDP})),
    # what it stores
    "repairs every contact": Server(contacts="repaired"),
    "repairs the first contact": Server(contacts="first"),
    "repairs private addresses": Server(contacts="private"),
    "stores one contact": Server(contacts="one"),
    "lists nothing": Server(contacts="none"),
    "notes the source beside the contact": Server(contacts="noted"),
    "notes the source inside the contact": Server(contacts="bracketed"),
    "leads contacts to its border controller": Server(contacts="border"),
    "stores no addresses": Server(contacts="refused"),
    "repairs the first contact and never says where it sees us": Server(
        "198.51.100.20", "none", "empty", contacts="first"
    ),
    "repairs private addresses and copies our Via": Server(received="copied", contacts="private"),
}
NETWORKS: dict[str, Network] = {
    "plain": PLAIN,
    "other ports outside": Network(keeps_ports=False),
    "no STUN": Network(stun=False),
    "no STUN and other ports": Network(stun=False, keeps_ports=False),
    "two routers": TWO_ROUTERS,
    "a carrier's translation": Network(own="100.64.9.9", outside="203.0.113.99", reporters=("100.64.0.1", "10.9.0.1")),
    "a carrier's pool of addresses": Network(other_outside="203.0.113.8"),
    "a private address outside": Network(outside="10.9.9.2"),
    "no translation": Network(own="192.0.2.77", outside="192.0.2.77"),
    "one address on both sides": Network(outside="192.168.1.10"),
    "IPv6 turned into IPv4": Network(own="192.0.0.2"),
    "a tunnel": Network(medium="vpn"),
    "a tunnel without translation": Network(own="10.8.0.2", outside="10.8.0.2", medium="vpn"),
    "an exposed host": Network(open_host=True),
    "the first answer lost": Network(vanishing=(0,)),
    "second phone's INVITEs lost": Network(vanishing=(16, 19)),
    "every third answer lost": Network(vanishing=tuple(range(0, 30, 3))),
    "every other answer lost": Network(vanishing=tuple(range(1, 30, 2))),
    "doubled and overtaken answers": Network(restless=True),
    "short quotes": Network(quotes=("start", "half a line")),
    "padded quotes": Network(quotes=("padded", "padded")),
    "damaged quotes": Network(quotes=("whole", "damaged")),
    "a flipped letter": Network(quotes=("whole", "flipped")),
    "quotes of another message": Network(quotes=("whole", "of another")),
    "quotes in capitals": Network(quotes=("upper case", "upper case")),
    "quotes with other line ends": Network(quotes=("without ends", "without ends")),
    "quotes with something behind": Network(quotes=("longer", "longer")),
    "silent hops": Network(quotes=("nothing", "nothing")),
}
INSIDE = Server(host="192.168.1.5")
CASES: dict[str, tuple[Network, Server]] = {
    **{f"server: {name}": (PLAIN, server) for name, server in SERVERS.items()},
    **{f"network: {name}": (network, USUAL) for name, network in NETWORKS.items()},
    "the phone system stands in our own network": (Network(outside="192.168.1.10"), INSIDE),
    "it does, and answers to Via": (
        Network(outside="192.168.1.10"),
        Server("192.168.1.5", rport="absent", to_via=frozenset({UDP})),
    ),
    "an exposed host, and a server that answers to Via": (
        Network(open_host=True),
        Server(on_path={UDP: ("source", "absent")}, to_via=frozenset({UDP})),
    ),
    "no translation, and a server that answers to Via on one port": (
        NETWORKS["no translation"],
        Server(to_via=frozenset({UDP})),
    ),
    "a tunnel, and a server that copies our Via": (NETWORKS["a tunnel"], only(UDP, "copied")),
    "a carrier, and a balancer of the carrier's range": (
        NETWORKS["a carrier's translation"],
        Server(on_path={UDP: ("balancer", "filled")}),
    ),
    "other ports, and a server that copies our Via": (NETWORKS["other ports outside"], Server(received="copied")),
    "other ports, and it does so on UDP only": (NETWORKS["other ports outside"], only(UDP, "copied")),
}


def diagnosed(network: Network, server: Server) -> Diagnosis:
    return diagnose(observe(*Measurement(network, server).facts()))


@pytest.mark.parametrize(("network", "server"), CASES.values(), ids=CASES)
def test_the_innocent_are_not_accused(network: Network, server: Server) -> None:
    diagnosis = diagnosed(network, server)
    verdict = diagnosis.verdict("sip_alg")
    assert verdict is not None
    assert verdict.answer != "yes", verdict
    assert not ACCUSING & {finding.id for finding in diagnosis.findings}


PAIRS = [
    (there, here)
    for row, there in enumerate(SERVERS)
    for column, here in enumerate(NETWORKS)
    if (row + column) % 5 == 0  # each server meets a fifth of the networks, each network a fifth of the servers
]


def test_habits_that_meet_accuse_nobody_either() -> None:
    accused = [
        (there, here)
        for there, here in PAIRS
        if ACCUSING & {finding.id for finding in diagnosed(NETWORKS[here], SERVERS[there]).findings}
    ]
    assert accused == []


def test_three_hundred_clean_runs_on_bad_lines_accuse_nobody() -> None:
    """One answer in twenty is lost, by chance that is always the same."""
    chance = random.Random(11)
    for number in range(300):
        there, here = chance.choice(list(SERVERS)), chance.choice(list(NETWORKS))
        lost = tuple(place for place in range(40) if chance.random() < 0.05)
        network = replace(NETWORKS[here], vanishing=lost, restless=chance.random() < 0.3)
        found = {finding.id for finding in diagnosed(network, SERVERS[there]).findings}
        assert not ACCUSING & found, (number, there, here, lost)


@pytest.mark.parametrize("name", ["plain", "two routers", "no STUN", "silent hops", "doubled and overtaken answers"])
def test_a_device_in_the_same_network_does_not_get_away(name: str) -> None:
    """The measurements can accuse: with a device in the way they do."""
    verdict = diagnosed(_with_device(NETWORKS[name]), USUAL).verdict("sip_alg")
    assert verdict is not None
    assert (verdict.answer, verdict.confidence, verdict.details["family"]) == ("yes", "certain", "linux_helper")


def _with_device(network: Network) -> Network:
    return replace(network, rewrites=frozenset({UDP}))
