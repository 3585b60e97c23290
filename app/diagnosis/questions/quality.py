"""``quality``: whether loss, jitter and delay are good enough for speech, by the E-model (ITU-T G.107).

Packets of speech that were sent without any call decide, and what calls counted adds to it.
"""

from __future__ import annotations

from typing import Final

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.reasons import Reason
from app.diagnosis.voice.legs import call_qualities, leg_quality, newest_leg
from app.diagnosis.voice.strip import mos_strip
from app.model.diagnosis import Verdict
from app.model.facts import VoiceLeg

POOR_R: Final = 70.0
"""Below it many people are dissatisfied (ITU-T G.109)."""


def judge(evidence: Evidence) -> Verdict | None:
    """The worst of what was measured between us and the phone service's side; nothing where nobody asked."""
    legs = evidence.all(VoiceLeg)
    if not legs and evidence.not_run("quality") is None:
        return None
    line = newest_leg(evidence, "line")
    qualities = [found for found in (leg_quality(line), *call_qualities(evidence)) if found is not None]
    if not qualities:
        return _unmeasured(evidence, legs)
    worst = min(qualities, key=lambda one: one.r)
    poor = worst.r < POOR_R
    reason: Reason = "packets_fare_badly" if poor else "packets_fare_well"
    strip = mos_strip(line.fact) if line is not None else []
    details = {**worst.told(), "limit_r": POOR_R, "mos": strip or None}
    return answer("quality", "no" if poor else "yes", reason, worst.seen, worst.confidence, **details)


def _unmeasured(evidence: Evidence, legs: tuple[Seen[VoiceLeg], ...]) -> Verdict | None:
    line = evidence.last(VoiceLeg, lambda fact: fact.leg == "line")
    if line is not None:
        return cannot_tell("quality", "no_answer", [line])
    return cannot_tell("quality", "only_gateway_measured", legs) if legs else not_run("quality", evidence)
