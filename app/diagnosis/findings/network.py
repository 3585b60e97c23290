"""The network itself: no way out, no names, a closed door, and conditions that may explain trouble later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.diagnosis.case import Case, finding, was_led_astray
from app.diagnosis.evidence import Seen, endpoint, host_of, ids
from app.diagnosis.findings.doors import udp_block
from app.diagnosis.sip_alg.sighting import SIGNAL
from app.model.diagnosis import Finding
from app.model.endpoint import Endpoint
from app.model.facts import NetworkInterface, Registration, SipExchange, StunBinding
from app.model.names import Confidence


def find(case: Case) -> Iterator[Finding]:
    """Findings that need no call."""
    if offline := case.says("internet", "no"):
        in_between = {"box": "sign_in_page"} if offline.reason == "sign_in_page" else {}
        yield finding("no_internet", offline.confidence, [offline], **in_between, **offline.details)
    elif nameless := case.says("dns", "no"):
        yield finding("dns_failure", nameless.confidence, [nameless], names=nameless.details.get("names"))
    yield from _phone_service(case)
    yield from _conditions(case)


def _phone_service(case: Case) -> Iterator[Finding]:
    """A phone service that stays silent: only another way that is answered proves that a door is closed."""
    silent, elsewhere = _silent_way(case)
    if not silent or told_as_closed(case) or was_led_astray(case) or case.says("internet", "no"):
        return
    if not elsewhere:
        confidence: Confidence = "likely" if case.says("internet", "yes") else "possible"
        yield finding("provider_unreachable", confidence, [ids(silent)], path=silent[0].fact.path)
    elif silent[0].fact.transport == case.evidence.transport_of_account() or not _is_guess(_asked(case)):
        paths = list(dict.fromkeys(seen.fact.path for seen in elsewhere))
        sure, because = _closed(case, elsewhere), [ids([*silent, *elsewhere])]
        yield finding("sip_port_blocked", sure, because, blocked=silent[0].fact.path, works=[*paths])


def told_as_closed(case: Case) -> bool:
    """Whether the own firewall, or a block of all UDP, explains any silence."""
    return case.says("local_firewall", "yes") is not None or bool(udp_block(case.evidence)[0])


def is_closed(case: Case) -> bool:
    """Whether it is told that the account's own way is silent while the same service answers by another."""
    return any(one.id == "sip_port_blocked" for one in _phone_service(case))


def _silent_way(case: Case) -> tuple[list[Seen[SipExchange]], list[Seen[SipExchange]]]:
    """What was asked in vain on the account's own way, if all of it was, and what the same hosts answered elsewhere."""
    asked = _asked(case)
    suspected = [seen for seen in asked if seen.fact.role == "suspected"]
    own = [seen for seen in suspected if seen.fact.transport == case.evidence.transport_of_account()] or suspected
    silent = [seen for seen in own if seen.fact.outcome == "silent" and seen.fact.attempts > 1]
    heard = case.evidence.all(Registration, lambda fact: fact.status is not None)
    if len(silent) != len(own) or heard:
        return [], []
    hosts = {host_of(seen.fact.remote) for seen in silent}
    others = [seen for seen in asked if seen.fact.outcome == "answered" and host_of(seen.fact.remote) in hosts]
    return silent, others


def _asked(case: Case) -> tuple[Seen[SipExchange], ...]:
    return case.evidence.all(SipExchange, lambda fact: fact.signal == SIGNAL)


def _is_guess(exchanges: Sequence[Seen[SipExchange]]) -> bool:
    """Whether nobody said that the silent door is there: an account that signs in over TLS names no plain one.

    Such an account's own TLS port is asked, and its plain port by UDP only; any other account's by TCP as well.
    """
    doors = {_door_of(one) for one in exchanges if one.fact.role == "suspected"}
    others = [one.fact.transport for one in exchanges if one.fact.role == "control" and _door_of(one) in doors]
    return not others and any(one.fact.transport == "tls" for one in exchanges)


def _closed(case: Case, elsewhere: Sequence[Seen[SipExchange]]) -> Confidence:
    """That a connection is answered says nothing of datagrams; "likely" takes a datagram that came back."""
    by_udp = any(one.fact.transport == "udp" for one in elsewhere)
    return "likely" if by_udp or case.evidence.all(StunBinding, lambda fact: fact.mapped is not None) else "possible"


def _door_of(seen: Seen[SipExchange]) -> Endpoint | None:
    return endpoint(seen.fact.remote)


def _conditions(case: Case) -> Iterator[Finding]:
    through_vpn = case.evidence.last(NetworkInterface, lambda fact: fact.medium == "vpn")
    if through_vpn:
        yield finding("vpn_active", "certain", [ids([through_vpn])], interface=through_vpn.fact.name)
