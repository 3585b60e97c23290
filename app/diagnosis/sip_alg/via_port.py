"""``via_port``: the reply arrives at the port that Via names, though the request came from another one.

A server that honours ``rport`` answers to the source (RFC 3581 section 4) and says so by filling it in; behind a
translating router nothing then delivers to the other port but a device that reads Via. Without translation, or from a
server that does not fill it in, a reply at the port in Via is what RFC 3261 section 18.2.2 asks for.
"""

from __future__ import annotations

from typing import Final

from app.diagnosis.comparison import told_by_exchange
from app.diagnosis.evidence import Evidence, Seen, endpoint, host_of
from app.diagnosis.sip_alg.reading import Change, Reading
from app.diagnosis.sip_alg.received_private import sees_more_by_other_via
from app.diagnosis.sip_alg.sighting import own_arrivals, own_replies, sightings
from app.diagnosis.sip_alg.translation import towards
from app.model.addresses import address_kind, is_behind_nat
from app.model.facts import SipExchange
from app.model.names import Confidence

SIGNAL: Final = "via_port"
SIGN: Final = "reply_at_via_port"
PROXY_SIGN: Final = "reply_follows_via"
"""The same by a proxy, which follows Via where the Linux helper remembers a port."""


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading for each request whose reply went astray; a reply at the source says nothing."""
    exchanges = evidence.all(SipExchange, lambda fact: fact.signal == SIGNAL and fact.outcome == "answered")
    controls = [seen for seen in exchanges if seen.fact.role == "control"]
    if any(_astray(control) for control in controls):
        return ()  # the server itself answers to Via
    suspected = [seen for seen in exchanges if seen.fact.role == "suspected" and _astray(seen)]
    return tuple(reading for seen in suspected if (reading := _reading(seen, controls, evidence)))


def _astray(seen: Seen[SipExchange]) -> bool:
    return SIGN in told_by_exchange(seen.fact).signs


def _reading(seen: Seen[SipExchange], controls: list[Seen[SipExchange]], evidence: Evidence) -> Reading | None:
    fact = seen.fact
    sure = _translated(fact, evidence)
    if sure is None or not (_answered_to_source(fact) or _is_hidden(fact, sure, controls)):
        return None
    if not controls and not _is_agreed(seen, evidence):
        return Reading(SIGNAL, "unclear", "reply_at_other_port_without_control", (seen,), fact.path)
    arrived = next((reply.arrived_at for reply, _ in own_arrivals(fact) if reply.arrived_at != fact.local), "")
    changed = Change("via", fact.local, arrived, "via_port", "reply", fact.path)
    proxy = not _answered_to_source(fact)
    sure = "likely" if proxy else sure
    reading = Reading(SIGNAL, "rewritten", "reply_at_other_port", (seen, *controls), fact.path, sure, (changed,))
    return reading.with_signs(frozenset({PROXY_SIGN if proxy else SIGN})).told_by("delivery")


def _is_hidden(fact: SipExchange, sure: Confidence, controls: list[Seen[SipExchange]]) -> bool:
    """Whether not a word came of where the server saw us, though the same question is told it elsewhere.

    So a proxy on our side of the router does it: it takes what the server said off with its own Via, and sends the
    answer where ours points. A server that answers to Via itself still says ``received`` (RFC 3261 section 18.2.1).
    """
    alike = [one.fact for one in controls if one.fact.method == fact.method]
    vias = [reply.top_via for reply in own_replies(fact)]
    mute = all(via is not None and not via.received and via.rport is None for via in vias)
    return sure == "certain" and mute and any(_says_source(one) for one in alike)


def _is_agreed(seen: Seen[SipExchange], evidence: Evidence) -> bool:
    """Whether the same path shows in another way that replies are translated where Via is ours, and not here."""
    shown = {one.seen.id for one in sees_more_by_other_via(seen.fact.path, evidence)}
    plain = [one for one in sightings(evidence, ("suspected",)) if one.path == seen.fact.path]
    return seen.id in shown and bool(plain) and all(one.sees == "own" for one in plain)


def _says_source(fact: SipExchange) -> bool:
    return any(reply.top_via and reply.top_via.received and reply.top_via.rport for reply in own_replies(fact))


def _translated(fact: SipExchange, evidence: Evidence) -> Confidence | None:
    """How sure it is that a translating router lies between: seen, or only to be expected, or not at all."""
    local, server = endpoint(fact.local), host_of(fact.remote)
    if local is None:
        return None
    if towards(server, local.host, evidence):
        return "certain"
    return "likely" if is_behind_nat(local.host) and address_kind(server) == "public" else None


def _answered_to_source(fact: SipExchange) -> bool:
    """Whether the server filled ``rport`` in, and so says that it answers to the source."""
    return any(reply.top_via is not None and reply.top_via.rport is not None for reply in own_replies(fact))
