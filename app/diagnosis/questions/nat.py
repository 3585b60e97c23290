"""``nat``: whether our address is translated on the way, and how (RFC 4787 vocabulary)."""

from __future__ import annotations

from typing import Any

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen, host_of
from app.diagnosis.nat.ipv6 import ipv6_of
from app.diagnosis.nat.kind import filtering_of, hairpin_of, mapping_of
from app.diagnosis.nat.layers import layers
from app.diagnosis.nat.lifetime import lifetimes, told
from app.diagnosis.sip_alg.sighting import Sighting, sightings
from app.model.addresses import address_kind, is_behind_nat
from app.model.diagnosis import Verdict
from app.model.facts import NetworkInterface, StunBinding


def judge(evidence: Evidence) -> Verdict | None:
    """STUN tells directly; without it, a private address that a public server answers tells too."""
    bindings = evidence.all(StunBinding, lambda fact: fact.mapped is not None and bool(host_of(fact.local)))
    if bindings:
        return _from_bindings(evidence, bindings)
    seen = sightings(evidence, roles=("control", "suspected"))
    outside = [one for one in seen if one.sees == "outside" and one.received]
    if outside:
        return answer("nat", "yes", "seen_from_outside", [one.seen for one in outside], mapped=outside[0].received)
    crossed = [one for one in seen if _crossed_a_router(one)]
    if crossed:
        return answer("nat", "yes", "private_address_answered", [one.seen for one in crossed])
    return _without_answers(evidence)


def _from_bindings(evidence: Evidence, bindings: tuple[Seen[StunBinding], ...]) -> Verdict:
    translated = [seen for seen in bindings if host_of(seen.fact.mapped) != host_of(seen.fact.local)]
    if not translated:
        return answer("nat", "no", "same_address_outside", bindings)
    if len(translated) != len(bindings) and _one_interface(bindings):
        return cannot_tell("nat", "contradictory", bindings)
    newest = translated[-1].fact
    known = next(iter(layers(evidence, translated)), None)
    filtering, trials = filtering_of(evidence)
    hairpin, echoes = hairpin_of(evidence)
    ipv6, reached = ipv6_of(evidence)
    return answer(
        "nat",
        "yes",
        "different_address_outside",
        (*translated, *trials, *echoes, *(known.because if known else ()), *reached),
        mapped=host_of(newest.mapped),
        local=host_of(newest.local),
        layers=known.count if known else None,
        outside=known.outside if known else None,
        mapping=mapping_of(translated),
        filtering=filtering,
        hairpin=hairpin,
        lifetime=told(lifetimes(evidence)),
        ipv6=ipv6,
        way=known.way if known else None,
    )


def _one_interface(bindings: tuple[Seen[StunBinding], ...]) -> bool:
    return len({host_of(seen.fact.local) for seen in bindings}) == 1


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
