"""Closed doors: each with the control that proves it, and what merely looks like one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Diagnosis
from app.model.facts import (
    DnsLookup,
    Fact,
    FirewallState,
    Outcome,
    PortReach,
    Registration,
    Role,
    SizedMessage,
    TcpReach,
    WayOut,
)
from app.model.names import Transport
from tests.unit.diagnosis.observed import SERVER, control, exchange, lookup, observe, stun, unanswered

DOORS = {
    "udp_blocked",
    "sip_port_blocked",
    "local_firewall_blocks",
    "large_messages_lost",
    "provider_unreachable",
    "no_internet",
    "dns_failure",
}
CONTROL_PORT = SERVER._replace(port=5070)
ON = FirewallState("ufw", "on", "blocked", "unknown")
OFF = FirewallState("ufw", "off", "unknown", "unknown")


def door(
    outcome: Outcome, *, transport: Transport = "udp", role: Role = "suspected", port: int = 5060, attempts: int = 3
) -> PortReach:
    asked = "stun" if transport == "udp" else "connect"
    remote = str(SERVER._replace(port=port))
    return PortReach(transport, asked, role, remote, outcome, attempts, 10.0)  # type: ignore[arg-type]


def sized(size: int, outcome: Outcome, *, port: int = 5060, attempts: int = 4) -> SizedMessage:
    role: Role = "suspected" if port == 5060 else "control"
    return SizedMessage(role, f"udp:{port}", str(SERVER._replace(port=port)), "outbound", size, outcome, attempts)


def judged(*facts: Fact) -> Diagnosis:
    return diagnose(observe(*facts))


def found(*facts: Fact) -> dict[str, str]:
    return {str(one.id): one.confidence for one in judged(*facts).findings if one.id in DOORS}


SILENT = (unanswered(), unanswered(role="control", server=CONTROL_PORT))
TCP = TcpReach(str(SERVER), "answered", 12.0)


def test_udp_is_blocked_when_no_door_of_it_answers_and_tcp_of_the_same_host_does() -> None:
    assert found(*SILENT, stun(None), TCP) == {"udp_blocked": "likely"}
    by_tcp = exchange(transport="tcp", role="control")
    assert found(*SILENT, stun(None), by_tcp) == {"udp_blocked": "likely"}


def test_without_a_control_that_is_not_sip_it_is_only_possible() -> None:
    assert found(*SILENT, TCP)["udp_blocked"] == "possible"


@pytest.mark.parametrize(
    "facts",
    [
        (*SILENT, stun(), TCP),  # STUN gets through
        (*SILENT, door("answered", port=5070), stun(None), TCP),
        (*SILENT, door("refused"), stun(None), TCP),  # a refusal came back by UDP
        (unanswered(), stun(None)),  # no answer by TCP either
        (*SILENT, stun(None), TcpReach("192.0.2.99:443", "answered", 9.0)),  # another host
        (unanswered(), TCP),  # one door only
        (replace(SILENT[0], attempts=1), replace(SILENT[1], attempts=1), TCP),  # asked once: all may be lost
        (exchange(), control(), stun(None), TCP),
    ],
)
def test_what_is_not_blocked_udp(facts: tuple[Fact, ...]) -> None:
    assert "udp_blocked" not in found(*facts)


def test_one_closed_door_is_not_all_of_udp() -> None:
    assert found(unanswered(), control(), stun(), TCP) == {"sip_port_blocked": "likely"}


OVER_TLS = control(port=5061, transport="tls")
SILENT_SIGN_IN = Registration(str(SERVER), "udp", "silent", None, "", 0, 8.0)
TCP_SILENT = unanswered(role="control", transport="tcp")


def test_a_connection_that_is_answered_makes_a_silent_datagram_a_maybe() -> None:
    """The server may well speak no UDP; a datagram that came back from anywhere shows that datagrams travel."""
    assert found(unanswered(), TCP_SILENT, OVER_TLS) == {"sip_port_blocked": "possible"}
    assert found(unanswered(), TCP_SILENT, OVER_TLS, stun()) == {"sip_port_blocked": "likely"}
    assert found(unanswered(), TCP_SILENT, control(), OVER_TLS) == {"sip_port_blocked": "likely"}


def test_a_door_that_nobody_named_is_not_closed() -> None:
    """An account that signs in over TLS: its plain port is tried on the chance that there is one."""
    assert found(unanswered(), OVER_TLS) == {}
    assert found(unanswered(), OVER_TLS, stun()) == {}


@pytest.mark.parametrize(
    ("facts", "closed"),
    [
        ((*SILENT, stun(None), exchange(transport="tcp")), "udp_blocked"),
        ((*SILENT, stun(), exchange(transport="tcp")), "sip_port_blocked"),
        ((unanswered(), stun(), exchange(transport="tcp")), "sip_port_blocked"),
    ],
)
def test_signing_in_that_gets_no_answer_behind_a_closed_door_is_told_once(facts: tuple[Fact, ...], closed: str) -> None:
    """What another way answers says neither that the service refused us nor that the router leaves messages alone."""
    diagnosis = judged(*facts, SILENT_SIGN_IN)
    assert [one.id for one in diagnosis.findings] == [closed]
    alg = diagnosis.verdict("sip_alg")
    assert alg is not None
    assert (alg.answer, alg.reason, alg.details["answered_on"]) == ("cannot_tell", "no_answer", ["tcp:5060"])


def test_signing_in_that_gets_no_answer_where_other_messages_do_is_told_as_that() -> None:
    assert [one.id for one in judged(exchange(), control(), stun(), SILENT_SIGN_IN).findings] == [
        "registration_blocked"
    ]
    over_tcp = replace(SILENT_SIGN_IN, transport="tcp")
    told = [one.id for one in judged(*SILENT, stun(None), exchange(transport="tcp"), over_tcp).findings]
    assert told == ["udp_blocked", "registration_blocked"]
    over_tls = replace(SILENT_SIGN_IN, transport="tls", server=str(SERVER._replace(port=5061)))
    assert [one.id for one in judged(unanswered(), OVER_TLS, stun(), over_tls).findings] == ["registration_blocked"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([sized(600, "answered"), sized(1200, "answered"), sized(1600, "silent"), sized(2400, "silent")], "likely"),
        ([sized(600, "answered"), sized(1600, "silent")], "possible"),
        ([sized(600, "answered"), sized(1200, "silent"), sized(1600, "answered")], None),  # lost by chance
        ([sized(600, "silent"), sized(1600, "silent")], None),  # nothing is answered there at all
        ([sized(600, "answered"), sized(1600, "silent", attempts=1)], None),  # sent once
        ([sized(600, "answered"), sized(1600, "refused")], None),
        ([sized(600, "answered"), sized(2400, "answered")], None),
    ],
)
def test_sizes(facts: list[Fact], expected: str | None) -> None:
    assert found(exchange(), control(), *facts).get("large_messages_lost") == expected


def test_sizes_tell_nothing_of_a_service_that_hears_us_no_more() -> None:
    sizes = [sized(600, "answered"), sized(1600, "silent"), sized(2400, "silent")]
    deaf = replace(unanswered(), signal="last_look", attempts=4)
    assert "large_messages_lost" in found(exchange(), control(), *sizes)
    assert "large_messages_lost" not in found(exchange(), control(), *sizes, deaf)


def test_sizes_that_get_lost_on_the_usual_port_only_are_told_so() -> None:
    facts = [sized(600, "answered"), sized(1600, "silent"), sized(2400, "silent")]
    others = [sized(600, "answered", port=5070), sized(2400, "answered", port=5070)]
    one = next(one for one in judged(*facts, *others).findings if one.id == "large_messages_lost")
    assert dict(one.details) == {
        "path": "udp:5060", "arrives": 600, "lost": 1600, "only_here": True, "in_pieces": True
    }  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "answer", "reason"),
    [
        ((ON, replace(SILENT[0], outcome="forbidden")), "yes", "sending_forbidden"),
        ((TcpReach(str(SERVER), "forbidden", 0.1),), "yes", "sending_forbidden"),
        ((ON, stun()), "no", "answers_come_in"),
        ((replace(ON, program="blocked"), exchange()), "no", "answers_come_in"),  # a rule, and it does not bite
        ((replace(ON, program="blocked"), *SILENT), "yes", "program_is_blocked"),
        ((OFF, *SILENT), "no", "firewall_off"),
        ((ON, *SILENT), "cannot_tell", "firewall_on_and_silence"),
        ((OFF, ON, *SILENT), "cannot_tell", "firewall_on_and_silence"),
        ((replace(OFF, program="blocked"), *SILENT), "no", "firewall_off"),
        ((door("silent"),), "cannot_tell", "no_answer"),
        ((door("answered"),), "no", "answers_come_in"),
        ((door("answered", transport="tcp"), door("silent")), "cannot_tell", "no_answer"),  # TCP is let through anyway
    ],
)
def test_the_own_firewall(facts: tuple[Fact, ...], answer: str, reason: str) -> None:
    verdict = judged(*facts).verdict("local_firewall")
    assert verdict is not None
    assert (verdict.answer, verdict.reason) == (answer, reason)
    assert ("local_firewall_blocks" in found(*facts)) == (answer == "yes")


def test_nobody_asked_about_the_firewall() -> None:
    assert judged(exchange(), control()).verdict("local_firewall") is None


def test_the_own_firewall_explains_silence_and_the_provider_is_left_alone() -> None:
    facts = (replace(SILENT[0], outcome="forbidden"), *SILENT, stun(None), TCP)
    assert found(*facts) == {"local_firewall_blocks": "certain"}


BY_SYSTEM = lookup(record_type="system")


def other(*answers: str, outcome: Outcome = "answered") -> DnsLookup:
    return DnsLookup("sip.example.com", "A", outcome, answers, 9.0, "192.0.2.53:53")


def nobodys(*answers: str) -> DnsLookup:
    return DnsLookup("callmend-1.invalid", "system", "answered" if answers else "unresolved", answers, 9.0)


@pytest.mark.parametrize(
    ("facts", "answer", "reason"),
    [
        ((BY_SYSTEM,), "yes", "name_found"),
        ((BY_SYSTEM, nobodys()), "yes", "name_found"),
        ((BY_SYSTEM, nobodys("192.0.2.80")), "yes", "name_found"),  # invents, but not this name
        ((BY_SYSTEM, nobodys(SERVER.host)), "no", "resolver_invents"),
        ((BY_SYSTEM, other("198.51.100.99")), "yes", "name_found"),  # two addresses of one service
        ((BY_SYSTEM, other(outcome="silent")), "yes", "name_found"),
        ((replace(BY_SYSTEM, answers=("192.168.1.1",)), other(SERVER.host)), "no", "resolver_leads_inside"),
        ((replace(BY_SYSTEM, answers=("192.168.1.1",)), other("192.168.1.1")), "yes", "name_found"),  # a server at home
        ((replace(BY_SYSTEM, answers=("192.168.1.1",)),), "yes", "name_found"),  # without a control
        ((lookup("unresolved", record_type="system"), other(SERVER.host)), "no", "other_resolver_knows"),
        ((lookup("silent", record_type="system"), other(SERVER.host)), "no", "other_resolver_knows"),
        ((lookup("unresolved", record_type="system"), other(outcome="unresolved")), "no", "name_has_no_address"),
        ((lookup("silent", record_type="system"),), "cannot_tell", "no_answer"),
        ((lookup("silent", record_type="system"), stun()), "no", "resolver_silent"),
    ],
)
def test_names(facts: tuple[Fact, ...], answer: str, reason: str) -> None:
    verdict = judged(*facts).verdict("dns")
    assert verdict is not None
    assert (verdict.answer, verdict.reason) == (answer, reason)


@pytest.mark.parametrize("trap", [nobodys(SERVER.host), other("203.0.113.99")])
def test_silence_of_somebody_elses_computer_is_not_the_phone_services(trap: DnsLookup) -> None:
    """A sign-in page, or a search domain, led us there: the names are at fault, and nobody else."""
    silent = Registration("192.168.1.1:5060", "udp", "silent", None, "", 0, 8.0)
    led = replace(BY_SYSTEM, answers=(SERVER.host if trap.name.endswith(".invalid") else "192.168.1.1",))
    found = {str(one.id) for one in judged(led, trap, stun(), silent).findings}
    assert "dns_failure" in found
    assert "provider_unreachable" not in found
    by_tls = WayOut("tls:5061", "tls", "192.168.1.1:5061", True, "registered", 200, "OK", 1, 0.1)
    assert "registration_blocked" not in {str(one.id) for one in judged(led, trap, stun(), silent, by_tls).findings}
    assert "provider_unreachable" in {str(one.id) for one in judged(BY_SYSTEM, stun(), silent).findings}


def test_what_the_dns_publishes_and_where_resolvers_differ_is_told() -> None:
    naptr = DnsLookup("example.com", "NAPTR", "answered", ("SIPS+D2T _sips._tcp.example.com",), 9.0)
    verdict = judged(BY_SYSTEM, naptr, other("198.51.100.99")).verdict("dns")
    assert verdict is not None
    assert verdict.details["services"] == ["SIPS+D2T _sips._tcp.example.com"]
    assert verdict.details["differs_from"] == ["192.0.2.53:53"]
