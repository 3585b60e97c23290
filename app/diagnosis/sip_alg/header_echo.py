"""``header_echo``, ``via_canary``: a response must repeat Via, From, To, Call-ID and CSeq (RFC 3261 section 8.2.6.2).

What comes back different was changed on the way out and not restored, or on the way back. The canary names our outside
address in Via, which a device that undoes its own changes takes for its own work and turns into an inside one that no
server knows. A field that comes back different on a control path too is the server's own doing.
"""

from __future__ import annotations

from typing import Final

from app.diagnosis.comparison import Change as Difference
from app.diagnosis.comparison import SignId, Told, told_by_exchange
from app.diagnosis.comparison.places import host_key, written_hosts
from app.diagnosis.evidence import Evidence, Seen, endpoint, host_of
from app.diagnosis.sip_alg.boxes import is_between
from app.diagnosis.sip_alg.reading import Reading, changes
from app.diagnosis.sip_alg.sighting import own_replies
from app.diagnosis.sip_alg.translation import hop_beside, named_by_gateway
from app.model.addresses import is_behind_nat
from app.model.facts import SipExchange
from app.model.names import Confidence
from app.protocols.sip import parse_message

CANARY: Final = "via_canary"
OWN_SOURCE: Final = frozenset({"received_private", "received_rewritten", "rport_wrong"})
"""Meanings that the signal ``received_private`` weighs, with its own controls: the server's word about our source."""
VIA: Final = frozenset({"via_address", "via_port", "via_hidden_proxy"})
COMPARED: Final[tuple[str, ...]] = ("received_private", CANARY, "via_port")
"""Signals whose replies are compared, each with controls of its own."""


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading for each suspected exchange whose reply repeats something wrongly; correct ones say nothing here."""
    exchanges = evidence.all(SipExchange, lambda fact: fact.outcome == "answered" and fact.signal in COMPARED)
    controls = [seen for seen in exchanges if seen.fact.role == "control"]
    suspected = [seen for seen in exchanges if seen.fact.role == "suspected" and _is_compared(seen.fact)]
    return tuple(reading for seen in suspected if (reading := _read(seen, controls, evidence)))


def _is_compared(fact: SipExchange) -> bool:
    """A call with another port in Via has no control unless its answer went astray; the canary's call has one."""
    return (fact.signal, fact.method) != ("via_port", "INVITE")


def _read(seen: Seen[SipExchange], controls: list[Seen[SipExchange]], evidence: Evidence) -> Reading | None:
    fact = seen.fact
    asked_alike = [
        one
        for one in controls
        if (one.fact.signal, one.fact.method) == (fact.signal, fact.method) and own_replies(one.fact)
    ]
    usual = {(one.field, one.meaning) for control in asked_alike for one in told_by_exchange(control.fact).changes}
    told = told_by_exchange(fact)
    skipped = OWN_SOURCE | (frozenset() if _via_alone(fact) else VIA)
    found = [one for one in told.proving if one.meaning not in skipped and (one.field, one.meaning) not in usual]
    if not found or not own_replies(fact):
        return None
    if fact.signal == CANARY:
        return _canary(seen, asked_alike, found, evidence)
    return _echo(seen, asked_alike, told, found)


def _via_alone(fact: SipExchange) -> bool:
    """Whether every reply has one Via, as the request: of several, nobody can say which is meant to be ours."""
    return all(len(reply.all("via")) == 1 for reply in own_replies(fact))


def _canary(
    seen: Seen[SipExchange], controls: list[Seen[SipExchange]], found: list[Difference], evidence: Evidence
) -> Reading | None:
    """Only an address of ours in place of our outside one counts: a server may well put in a public one of its own.

    One of a network that lies on our way beyond the first router, or that the gateway itself names, is what an outer
    box would put in, and no server can know it. Any other that comes back here alone stays unexplained.
    """
    own, path, shown = host_of(seen.fact.local), seen.fact.path, _shown(seen.fact)
    ours = [
        one for one in found if shown in _gave_way(one) and any(_is_ours(host, own, evidence) for host in _came(one))
    ]
    sure: Confidence = "certain" if controls else "likely"
    because, changed = (seen, *controls), changes(ours or found, "reply", path)
    if not ours:
        odd = Reading(CANARY, "unclear", "one_field_differs", because, path, changed=changed)
        return odd if controls and _says_the_same(seen.fact, found) else None
    reading = Reading(CANARY, "rewritten", "reply_repeats_wrongly", because, path, sure, changed)
    reading = reading.with_signs(_canary_signs(seen.fact)).told_by("canary")
    others = [host for one in ours for host in _came(one) - {own}]
    hop = next((hop for host in others if (hop := hop_beside(host, evidence))), None)
    if hop is not None:
        return reading.at(f"hop {hop.fact.ttl} ({hop.fact.reporter})").told_by("hop")
    return reading.told_by("hop") if any(named_by_gateway(host, evidence) for host in others) else reading


def _shown(fact: SipExchange) -> str:
    """The address that the canary named in our place."""
    via = parse_message(fact.sent.encode("latin-1", "replace")).top_via
    return host_key(via.host) if via else ""


def _is_ours(host: str, own: str, evidence: Evidence) -> bool:
    return host == own or is_behind_nat(host) or is_between(host, evidence)


def _says_the_same(fact: SipExchange, found: list[Difference]) -> bool:
    """Whether the server's word about our source names that very address too."""
    came = {host for one in found for host in _came(one)}
    return any(reply.top_via is not None and reply.top_via.received in came for reply in own_replies(fact))


def _canary_signs(fact: SipExchange) -> frozenset[SignId]:
    """A canary names no inside address of ours; a device that restored ours, and left a port behind, shows by that."""
    signs = told_by_exchange(fact).signs - {"public_via_in_success", "rport_wrong"}
    local = endpoint(fact.local)
    vias = [reply.top_via for reply in own_replies(fact)]
    restored = [via for via in vias if via is not None and local is not None and (via.host, via.port) == local]
    return signs | {"rport_wrong"} if any(via.rport not in (None, via.port) for via in restored) else signs


def _echo(seen: Seen[SipExchange], controls: list[Seen[SipExchange]], told: Told, found: list[Difference]) -> Reading:
    """An address of ours that gave way to another is a device's work; anything else only supports other evidence."""
    path, own = seen.fact.path, host_of(seen.fact.local)
    because, changed = (seen, *controls), changes(found, "reply", path)
    if any(own in _gave_way(one) and _came(one) for one in found):
        sure: Confidence = "certain" if controls else "likely"
        reading = Reading("header_echo", "rewritten", "reply_repeats_wrongly", because, path, sure, changed)
        return reading.with_signs(_signs(told))
    if controls:
        return Reading("header_echo", "hint", "one_field_differs", because, path, "possible", changed, _signs(told))
    return Reading("header_echo", "unclear", "reply_differs_without_control", because, path, changed=changed)


def _signs(told: Told) -> frozenset[SignId]:
    """Without the port that the server saw: we wrote another one into Via on purpose."""
    return told.signs - {"rport_wrong"}


def _gave_way(change: Difference) -> frozenset[str]:
    return written_hosts(change.field, change.before) - written_hosts(change.field, change.after)


def _came(change: Difference) -> frozenset[str]:
    return written_hosts(change.field, change.after) - written_hosts(change.field, change.before)
