"""``internet``: anything that answered from beyond this computer proves it; silence alone proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.model.diagnosis import Verdict
from app.model.facts import (
    DnsLookup,
    Fact,
    NetworkInterface,
    Registration,
    SipExchange,
    StunBinding,
    TcpReach,
    WebLook,
)
from app.model.names import Confidence

SIGNS_IN: Final = 511
"""Network Authentication Required (RFC 6585): what a sign-in page should say, and few do."""
ENOUGH: Final = 4
"""Answers that are named as evidence; hundreds more prove nothing more."""
NO_WAY_OUT: Final = frozenset({"unreachable", "failed"})
"""Outcomes that this computer's own system told: there is no route."""


def judge(evidence: Evidence) -> Verdict | None:
    """Whether hosts on the Internet can be reached."""
    portal = sign_in_page(evidence)
    answered = tuple(_answered(evidence, by_tcp=portal is None))
    if portal is not None and not answered:
        return _behind_a_page(evidence, portal)
    refused = evidence.all(TcpReach, lambda fact: fact.outcome == "refused")
    if refused and not answered:
        return answer("internet", "yes", "connection_refused", refused, "likely")
    if answered:
        times = [rtt for seen in answered if (rtt := getattr(seen.fact, "rtt_ms", None)) is not None]
        return answer("internet", "yes", "something_answered", answered[:ENOUGH], rtt_ms=min(times, default=None))
    tried = _tried(evidence)
    if not tried:
        return _without_attempts(evidence)
    if all(seen.fact.outcome in NO_WAY_OUT for seen in tried):
        return answer("internet", "no", "no_route", tried, "certain" if len(tried) > 1 else "likely")
    return cannot_tell("internet", "no_answer", tried)


def sign_in_page(evidence: Evidence) -> Seen[WebLook] | None:
    """Somebody who answers a web request to nobody with a page or leads on to one; a proxy says that it found none."""
    looked = evidence.last(WebLook)
    return looked if looked is not None and looked.fact.outcome == "answered" and _is_page(looked.fact) else None


def _is_page(fact: WebLook) -> bool:
    status = fact.status or 0
    return 200 <= status < 300 or (300 <= status < 400 and bool(fact.leads_to)) or status == SIGNS_IN


def _behind_a_page(evidence: Evidence, portal: Seen[WebLook]) -> Verdict:
    """Only the page answers. It may take connections in everybody's place, so a connection proves nothing either."""
    silent = [seen for seen in _tried(evidence) if seen.fact.outcome == "silent"]
    because = [portal, *silent[:ENOUGH]]
    if not silent:
        return cannot_tell("internet", "sign_in_page", because, leads_to=portal.fact.leads_to or None)
    sure: Confidence = "certain" if len(silent) > 1 else "likely"
    return answer("internet", "no", "sign_in_page", because, sure, leads_to=portal.fact.leads_to or None)


def is_proven(evidence: Evidence) -> bool:
    """Whether anything answered."""
    return any(True for _ in _answered(evidence))


def _answered(evidence: Evidence, *, by_tcp: bool = True) -> Iterator[Seen[Any]]:
    yield from evidence.all(StunBinding, lambda fact: fact.mapped is not None)
    if by_tcp:
        yield from evidence.all(TcpReach, lambda fact: fact.outcome == "answered")
    yield from evidence.all(SipExchange, lambda fact: fact.outcome == "answered")
    yield from evidence.all(Registration, lambda fact: fact.outcome == "registered")


def _tried(evidence: Evidence) -> tuple[Seen[Any], ...]:
    kinds: tuple[type[Fact], ...] = (DnsLookup, TcpReach, StunBinding, SipExchange)
    return tuple(seen for kind in kinds for seen in evidence.all(kind))


def _without_attempts(evidence: Evidence) -> Verdict | None:
    interface = evidence.last(NetworkInterface)
    if interface is not None:
        return cannot_tell("internet", "nothing_asked", [interface])
    return not_run("internet", evidence)
