"""``nat``: whether our address is translated on the way, and how (RFC 4787 vocabulary)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen, host_of
from app.diagnosis.sip_alg.sighting import Sighting, sightings
from app.model.addresses import address_kind, is_behind_nat
from app.model.diagnosis import Verdict
from app.model.facts import NetworkInterface, StunBinding


def judge(evidence: Evidence) -> Verdict | None:
    """STUN tells directly; without it, a private address that a public server answers tells too."""
    bindings = evidence.all(StunBinding, lambda fact: fact.mapped is not None and bool(host_of(fact.local)))
    if bindings:
        return _from_bindings(bindings)
    seen = sightings(evidence, roles=("control", "suspected"))
    outside = [one for one in seen if one.sees == "outside" and one.received]
    if outside:
        return answer("nat", "yes", "seen_from_outside", [one.seen for one in outside], mapped=outside[0].received)
    crossed = [one for one in seen if _crossed_a_router(one)]
    if crossed:
        return answer("nat", "yes", "private_address_answered", [one.seen for one in crossed])
    return _without_answers(evidence)


def _from_bindings(bindings: tuple[Seen[StunBinding], ...]) -> Verdict:
    translated = [seen for seen in bindings if host_of(seen.fact.mapped) != host_of(seen.fact.local)]
    if not translated:
        return answer("nat", "no", "same_address_outside", bindings)
    if len(translated) != len(bindings) and _one_interface(bindings):
        return cannot_tell("nat", "contradictory", bindings)
    newest = translated[-1].fact
    return answer(
        "nat",
        "yes",
        "different_address_outside",
        translated,
        mapped=host_of(newest.mapped),
        local=host_of(newest.local),
        layers="carrier" if address_kind(host_of(newest.local)) == "carrier" else None,
        mapping=_mapping(translated),
    )


def _one_interface(bindings: tuple[Seen[StunBinding], ...]) -> bool:
    return len({host_of(seen.fact.local) for seen in bindings}) == 1


def _mapping(bindings: list[Seen[StunBinding]]) -> str | None:
    """How the router maps one socket towards several servers (RFC 4787 section 4.1); ``None``: only one was asked."""
    by_socket: dict[str, dict[str, str | None]] = defaultdict(dict)
    for seen in bindings:
        by_socket[seen.fact.local][seen.fact.server] = seen.fact.mapped
    asked_twice = [mapped for mapped in by_socket.values() if len(mapped) > 1]
    if not asked_twice:
        return None
    return "address_dependent" if any(len(set(mapped.values())) > 1 for mapped in asked_twice) else "independent"


def _crossed_a_router(one: Sighting) -> bool:
    return is_behind_nat(one.local.host) and address_kind(one.server.host) == "public"


def _without_answers(evidence: Evidence) -> Verdict | None:
    tried: list[Seen[Any]] = [*evidence.all(StunBinding)]
    if tried:
        return cannot_tell("nat", "no_answer", tried)
    return not_run("nat", evidence) or _from_interface(evidence)


def _from_interface(evidence: Evidence) -> Verdict | None:
    interface = evidence.last(NetworkInterface)
    return cannot_tell("nat", "nothing_asked", [interface]) if interface else None
