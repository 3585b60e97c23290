"""``dns``: whether the system's resolver gives the phone service's name an address."""

from __future__ import annotations

from typing import Any, Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.questions.internet import is_proven
from app.model.diagnosis import Verdict
from app.model.facts import DnsLookup, Registration, SipExchange

ADDRESS_RECORDS: Final = frozenset({"A", "AAAA"})
"""Names without SRV or NAPTR records are normal; a name without an address is not."""


def judge(evidence: Evidence) -> Verdict | None:
    """Judge the lookups of addresses; those of services only lead to them."""
    lookups = evidence.all(DnsLookup, lambda fact: fact.record_type.upper() in ADDRESS_RECORDS)
    lost = _unresolved(evidence)
    found = [seen for seen in lookups if seen.fact.outcome == "answered" and seen.fact.answers]
    if lost and not _same_name_found(lost, found):
        names = sorted({seen.fact.name for seen in lookups if seen.fact.outcome == "unresolved"})
        return answer("dns", "no", "name_has_no_address", [*lookups, *lost], names=list(names) or None)
    if found:
        slowest = round(max(seen.fact.elapsed_ms for seen in found), 1)
        return answer("dns", "yes", "name_found", found, slowest_ms=slowest)
    if lookups:
        return _nothing_found(evidence, lookups)
    return not_run("dns", evidence)


def _nothing_found(evidence: Evidence, lookups: tuple[Seen[DnsLookup], ...]) -> Verdict:
    if any(seen.fact.outcome == "unresolved" for seen in lookups):
        names = sorted({seen.fact.name for seen in lookups})
        return answer("dns", "no", "name_has_no_address", lookups, names=list(names))
    if is_proven(evidence):  # the Internet works, and only names stay without an answer
        return answer("dns", "no", "resolver_silent", lookups, "likely")
    return cannot_tell("dns", "no_answer", lookups)


def _unresolved(evidence: Evidence) -> list[Seen[Any]]:
    """The attempts to reach the phone service that ended at its name."""
    exchanges = evidence.all(SipExchange, lambda fact: fact.role == "suspected" and fact.outcome == "unresolved")
    return [*exchanges, *evidence.all(Registration, lambda fact: fact.outcome == "unresolved")]


def _same_name_found(lost: list[Seen[Any]], found: list[Seen[DnsLookup]]) -> bool:
    """Whether a later attempt found the very name: then the first one only came too early."""
    names = {seen.fact.name.rstrip(".").lower() for seen in found}
    hosts = {str(getattr(seen.fact, "remote", "") or getattr(seen.fact, "server", "")) for seen in lost}
    return bool(hosts) and all(host.rsplit(":", 1)[0].rstrip(".").lower() in names for host in hosts)
