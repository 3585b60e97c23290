"""``dns``: whether the system's resolver gives the phone service's name an address, and an honest one."""

from __future__ import annotations

from typing import Any, Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.questions.internet import is_proven
from app.model.addresses import address_kind, is_behind_nat
from app.model.diagnosis import Verdict
from app.model.facts import DnsLookup, Registration, SipExchange

ADDRESS_RECORDS: Final = frozenset({"A", "AAAA"})
"""Names without SRV or NAPTR records are normal; a name without an address is not."""
BY_SYSTEM: Final = "SYSTEM"
NOBODYS: Final = ".invalid"
"""RFC 6761 section 6.4: an address for such a name is invented."""


def judge(evidence: Evidence) -> Verdict | None:
    """Judge the lookups of addresses; those of services only lead to them."""
    lookups = evidence.all(DnsLookup, _is_of_the_system)
    lost = _unresolved(evidence)
    found = [seen for seen in lookups if seen.fact.outcome == "answered" and seen.fact.answers]
    silent = bool(lookups) and all(seen.fact.outcome == "silent" for seen in lookups)
    if lost and not silent and not _same_name_found(lost, found):
        names = sorted({seen.fact.name for seen in lookups if seen.fact.outcome == "unresolved"})
        return answer("dns", "no", "name_has_no_address", [*lookups, *lost], names=list(names) or None)
    if found:
        return _trap(evidence, found) or _found(evidence, found)
    if lookups:
        return _nothing_found(evidence, lookups)
    return not_run("dns", evidence)


def _is_of_the_system(fact: DnsLookup) -> bool:
    kinds = ADDRESS_RECORDS | {BY_SYSTEM}
    return fact.record_type.upper() in kinds and not fact.asked and not fact.name.rstrip(".").endswith(NOBODYS)


def _found(evidence: Evidence, found: list[Seen[DnsLookup]]) -> Verdict:
    slowest = round(max(seen.fact.elapsed_ms for seen in found), 1)
    others = evidence.all(DnsLookup, lambda fact: bool(fact.asked) and fact.outcome == "answered")
    known = {answer_ for seen in found for answer_ in seen.fact.answers}
    differs = [seen.fact.asked for seen in others if not known & set(seen.fact.answers)]
    services = evidence.last(DnsLookup, lambda fact: fact.record_type == "NAPTR" and bool(fact.answers))
    published = list(services.fact.answers) if services is not None else None
    return answer(
        "dns", "yes", "name_found", found, slowest_ms=slowest, differs_from=[*differs] or None,
        services=[*published] if published else None,
    )  # fmt: skip


def _trap(evidence: Evidence, found: list[Seen[DnsLookup]]) -> Verdict | None:
    """An address that was invented, or that leads into the own network while another resolver knows better."""
    known = {answer_ for seen in found for answer_ in seen.fact.answers}
    invented = evidence.all(DnsLookup, lambda fact: fact.name.rstrip(".").endswith(NOBODYS) and bool(fact.answers))
    if any(known & set(seen.fact.answers) for seen in invented):
        return answer("dns", "no", "resolver_invents", [*found, *invented], addresses=[*sorted(known)[:4]])
    others = evidence.all(DnsLookup, lambda fact: bool(fact.asked) and _is_public(fact))
    if others and all(is_behind_nat(address) for address in known):
        return answer("dns", "no", "resolver_leads_inside", [*found, *others], "likely")
    return None


def _is_public(fact: DnsLookup) -> bool:
    return any(address_kind(address) == "public" for address in fact.answers)


def _nothing_found(evidence: Evidence, lookups: tuple[Seen[DnsLookup], ...]) -> Verdict:
    others = evidence.all(DnsLookup, lambda fact: bool(fact.asked) and bool(fact.answers))
    names = sorted({seen.fact.name for seen in lookups})
    if others:
        return answer("dns", "no", "other_resolver_knows", [*lookups, *others], names=list(names))
    if any(seen.fact.outcome == "unresolved" for seen in lookups):
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
