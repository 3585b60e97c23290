"""``sip_alg``: does a device on the path rewrite SIP messages? The signals give evidence; this weighs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.reasons import Reason
from app.diagnosis.sip_alg import source_port, ttl_quote
from app.diagnosis.sip_alg.agreement import (
    canaries,
    confidence_of,
    distinct,
    is_refuted,
    rests_on_the_store,
    supported,
    weighs_alone,
    where,
)
from app.diagnosis.sip_alg.boxes import boxes_of
from app.diagnosis.sip_alg.differential import differentials
from app.diagnosis.sip_alg.family import family_of, guide_families
from app.diagnosis.sip_alg.reading import Reading, Says
from app.diagnosis.sip_alg.sighting import SIGNAL
from app.diagnosis.sip_alg.signals import all_readings
from app.model.diagnosis import Verdict
from app.model.facts import Outcome, SipExchange
from app.model.json import JsonValue
from app.model.names import CONFIDENCES, Confidence

NOT_ANSWERED: Final[dict[Outcome, Reason]] = {
    "answered": "answer_unreadable",
    "silent": "no_answer",
    "refused": "refused",
    "unreachable": "no_route",
    "forbidden": "could_not_send",
    "unresolved": "name_has_no_address",
    "not_secure": "not_secure",
    "stopped": "stopped",
    "failed": "could_not_send",
}

LOOKED_AT: Final = ("REGISTER", "INVITE")
"""Methods that engines are known to look at and to leave all others alone (facts, science 1.3 to 1.5)."""


def judge(evidence: Evidence) -> Verdict | None:
    """Rewriting seen on one path is enough for "yes"; "no" speaks for the paths that were tested and no others."""
    verdict, missing = _judged(evidence), ttl_quote.not_run(evidence)
    if verdict is None or missing is None or verdict.reason == "not_run":
        return verdict
    not_run: list[JsonValue] = [{"signal": ttl_quote.SIGNAL, "reason": missing}]
    return replace(verdict, details={**verdict.details, "signals_not_run": not_run})


def _judged(evidence: Evidence) -> Verdict | None:
    readings = all_readings(evidence)
    hints = _that_say(readings, "hint")
    rewritten = _that_say(readings, "rewritten") or supported(readings)
    if rewritten and (is_refuted(rewritten, readings, evidence) or rests_on_the_store(rewritten, readings)):
        return cannot_tell("sip_alg", "evidence_disagrees", _because(rewritten), paths=_paths(rewritten))
    if rewritten:
        return _yes(rewritten, _that_say(readings, "untouched"), hints, evidence)
    unclear = _that_say(readings, "unclear") + [hint for hint in hints if weighs_alone(hint)]
    if unclear:
        return cannot_tell("sip_alg", unclear[0].reason, _because(unclear), **_context(unclear, evidence))
    untouched = _that_say(readings, "untouched")
    own = _own_way(evidence)
    if untouched and own and not any(seen.fact.outcome == "answered" for seen in own):
        return _unheard(own, answered_on=_paths(untouched))  # no other way's answers speak for it
    if untouched:
        kept = [hint for hint in hints if hint.reason == "way_in_stays_longer_here"]
        return _no(untouched, _that_say(readings, "leftover"), kept, evidence)
    return _nothing_read(evidence)


def _that_say(readings: Sequence[Reading], says: Says) -> list[Reading]:
    return [reading for reading in readings if reading.says == says]


def _yes(rewritten: list[Reading], untouched: list[Reading], hints: list[Reading], evidence: Evidence) -> Verdict:
    confidence = confidence_of(rewritten)
    surest = min(rewritten, key=lambda reading: CONFIDENCES.index(reading.confidence))
    family, boxes = family_of([*rewritten, *hints], evidence), boxes_of(rewritten, evidence)
    return answer(
        "sip_alg",
        "yes",
        surest.reason,
        _because([*rewritten, *hints]),
        confidence,
        family=family.id,
        guide_families=guide_families(family.id),
        family_confidence=family.confidence,
        where=where(rewritten, boxes),
        boxes=[*boxes] or None,
        changed=[change.to_json() for change in distinct(rewritten)],
        signals=_signals([*rewritten, *hints]),
        paths=_paths(rewritten),
        untouched_paths=_paths(untouched) or None,
    )


def _no(untouched: list[Reading], leftover: list[Reading], kept: list[Reading], evidence: Evidence) -> Verdict:
    """*kept* says that a device knows phone messages and so far only helps: told, and no accusation."""
    confidences: list[Confidence] = [reading.confidence for reading in untouched]
    weakest = max(confidences, key=CONFIDENCES.index)
    reason, because = untouched[0].reason, _because([*untouched, *leftover, *kept])
    if any(canary.fact.outcome != "answered" for canary in canaries(evidence)):
        weakest = "possible"  # what would have shown a device best was not heard of again
    if leftover:
        reason, weakest = leftover[0].reason, "possible"
    not_asked, silent = _not_asked(untouched, evidence), _silent_paths(evidence)
    if not_asked or silent:
        weakest = "possible"
    context = _context([*untouched, *leftover, *kept], evidence)
    return answer(
        "sip_alg",
        "no",
        reason,
        because,
        weakest,
        methods_not_asked=not_asked or None,
        silent_paths=silent or None,
        **context,
    )


def _silent_paths(evidence: Evidence) -> list[JsonValue]:
    """Ways on which nothing at all came back: an ALG of UDP does not show on TCP."""
    asked = evidence.all(SipExchange, lambda fact: fact.role == "suspected")
    answered = {seen.fact.path for seen in asked if seen.fact.outcome == "answered"}
    return [*dict.fromkeys(seen.fact.path for seen in asked if seen.fact.path not in answered)]


def _own_way(evidence: Evidence) -> tuple[Seen[SipExchange], ...]:
    """What was asked on the account's own way, where it is known."""
    own = evidence.transport_of_account()
    return evidence.all(SipExchange, lambda fact: fact.role == "suspected" and fact.transport == own)


def _not_asked(untouched: Sequence[Reading], evidence: Evidence) -> list[JsonValue]:
    """Methods that no answer on these paths speaks for: some engines look at calls only, or at signing in only."""
    paths = _paths(untouched)
    answered = evidence.all(
        SipExchange,
        lambda fact: fact.role == "suspected" and fact.path in paths and fact.outcome == "answered",
    )
    asked = {seen.fact.method for seen in answered}
    return [method for method in LOOKED_AT if method not in asked]


def _context(readings: list[Reading], evidence: Evidence) -> dict[str, JsonValue]:
    """What a verdict other than "yes" tells beside its reason."""
    meddling = [reading for reading in readings if reading.says in {"hint", "leftover"}]
    return {
        "paths": _paths(readings),
        "signals": _signals(meddling) or None,
        "source_port": "differs" if source_port.differs(evidence) else None,
    }


def _nothing_read(evidence: Evidence) -> Verdict | None:
    asked = evidence.all(SipExchange, lambda fact: fact.role == "suspected" and fact.signal == SIGNAL)
    if not asked:
        return not_run("sip_alg", evidence)
    elsewhere = differentials(evidence)
    ways = [way for found in elsewhere.values() for way in found]
    return _unheard(asked, signals=list(elsewhere) or None, answered_on=ways or None)


def _unheard(asked: Sequence[Seen[SipExchange]], **details: JsonValue) -> Verdict:
    outcome: Outcome = next((one.fact.outcome for one in asked if one.fact.outcome != "silent"), "silent")
    return cannot_tell("sip_alg", NOT_ANSWERED[outcome], asked, **details)


def _because(readings: Sequence[Reading]) -> list[Seen[Any]]:
    return [seen for reading in readings for seen in reading.because]


def _signals(readings: Sequence[Reading]) -> list[Any]:
    return list(dict.fromkeys(reading.signal for reading in readings))


def _paths(readings: Sequence[Reading]) -> list[Any]:
    return list(dict.fromkeys(reading.path for reading in readings))
