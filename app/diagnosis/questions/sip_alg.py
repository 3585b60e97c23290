"""``sip_alg``: does a device on the path rewrite SIP messages? The signals give evidence; this weighs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.reasons import Reason
from app.diagnosis.sip_alg.family import family_of
from app.diagnosis.sip_alg.reading import Reading, Says
from app.diagnosis.sip_alg.sighting import SIGNAL
from app.diagnosis.sip_alg.signals import all_readings
from app.model.diagnosis import Verdict
from app.model.facts import Outcome, SipExchange
from app.model.names import CONFIDENCES, Confidence

NOT_ANSWERED: Final[dict[Outcome, Reason]] = {
    "answered": "answer_unreadable",
    "silent": "no_answer",
    "refused": "refused",
    "unreachable": "no_route",
    "unresolved": "name_has_no_address",
    "not_secure": "not_secure",
    "stopped": "stopped",
    "failed": "could_not_send",
}


def judge(evidence: Evidence) -> Verdict | None:
    """Rewriting seen on one path is enough for "yes"; "no" speaks for the paths that were tested and no others."""
    readings = all_readings(evidence)
    rewritten = _that_say(readings, "rewritten")
    if rewritten:
        return _yes(rewritten, _that_say(readings, "untouched"), _that_say(readings, "hint"))
    unclear = _that_say(readings, "unclear")
    if unclear:
        return cannot_tell("sip_alg", unclear[0].reason, _because(unclear), paths=_paths(unclear))
    untouched = _that_say(readings, "untouched")
    if untouched:
        return _no(untouched)
    return _nothing_read(evidence)


def _that_say(readings: Sequence[Reading], says: Says) -> list[Reading]:
    return [reading for reading in readings if reading.says == says]


def _yes(rewritten: list[Reading], untouched: list[Reading], hints: list[Reading]) -> Verdict:
    strongest = min(rewritten, key=lambda reading: CONFIDENCES.index(reading.confidence))
    family = family_of([*rewritten, *hints])
    changed = dict.fromkeys(change for reading in rewritten for change in reading.changed)
    return answer(
        "sip_alg",
        "yes",
        strongest.reason,
        _because([*rewritten, *hints]),
        strongest.confidence,
        family=family.id,
        family_confidence=family.confidence,
        where=next((reading.where for reading in rewritten if reading.where), "unknown"),
        changed=[change.to_json() for change in changed],
        signals=list(dict.fromkeys(reading.signal for reading in (*rewritten, *hints))),
        paths=_paths(rewritten),
        untouched_paths=_paths(untouched) or None,
    )


def _no(untouched: list[Reading]) -> Verdict:
    confidences: list[Confidence] = [reading.confidence for reading in untouched]
    weakest = max(confidences, key=CONFIDENCES.index)
    return answer("sip_alg", "no", untouched[0].reason, _because(untouched), weakest, paths=_paths(untouched))


def _nothing_read(evidence: Evidence) -> Verdict | None:
    asked = evidence.all(SipExchange, lambda fact: fact.role == "suspected" and fact.signal == SIGNAL)
    if not asked:
        return not_run("sip_alg", evidence)
    outcome: Outcome = next((one.fact.outcome for one in asked if one.fact.outcome != "silent"), "silent")
    return cannot_tell("sip_alg", NOT_ANSWERED[outcome], asked)


def _because(readings: Sequence[Reading]) -> list[Seen[Any]]:
    return [seen for reading in readings for seen in reading.because]


def _paths(readings: Sequence[Reading]) -> list[Any]:
    return list(dict.fromkeys(reading.path for reading in readings))
