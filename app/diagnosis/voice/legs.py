"""Loss, delay and jitter of each stretch of the way, and what the E-model makes of them.

A stream that is not there at all is no matter of quality: that is told by other rules, and may be a router's fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.diagnosis.evidence import Evidence, Seen
from app.model.facts import MediaFlow, VoiceLeg
from app.model.facts_of_networks import Leg
from app.model.json import JsonValue
from app.model.names import Confidence
from app.protocols.emodel import burst_ratio, mos, mouth_to_ear_ms, rating

ENOUGH: Final = 200
"""Packets, four seconds: fewer say too little of a share."""
MOST_LOSS: Final = 0.6
"""Above it a stream does not fare badly: it is blocked, now and then or for good."""
NOT_SPEECH: Final = frozenset({"keypad", "hold"})
"""Calls in which packets are missing for other reasons: pressed keys, silence on purpose."""


@dataclass(frozen=True, slots=True)
class Quality:
    """One stretch of the way. ``loss`` is a share of the worse direction, what came too late included."""

    where: str
    loss: float
    jitter_ms: float
    one_way_ms: float
    r: float
    seen: tuple[Seen[Any], ...]
    confidence: Confidence

    def told(self) -> dict[str, JsonValue]:
        """For the details of a verdict."""
        return {
            "where": self.where,
            "loss_percent": round(self.loss * 100, 1),
            "jitter_ms": round(self.jitter_ms, 1),
            "one_way_ms": round(self.one_way_ms),
            "r": round(self.r, 1),
            "mos_worst": round(mos(self.r), 2),
        }


def newest_leg(evidence: Evidence, leg: Leg) -> Seen[VoiceLeg] | None:
    """The last measurement of *leg* that says something."""
    return evidence.last(VoiceLeg, lambda fact: fact.leg == leg and fact.sent >= ENOUGH)


def leg_quality(seen: Seen[VoiceLeg] | None) -> Quality | None:
    """Of a far end that returns packets; ``None``: not measured, or nothing came back."""
    if seen is None or seen.fact.rtt_ms is None or seen.fact.limited:
        return None
    fact = seen.fact
    loss = worse_loss(fact) + fact.late / fact.sent
    if loss > MOST_LOSS:
        return None
    ratio = burst_ratio(fact.bursts, fact.sent)
    return _quality(fact.leg, loss, fact.jitter_ms or 0.0, fact.rtt_ms or 0.0, ratio, (seen,), "certain")


def worse_loss(fact: VoiceLeg) -> float:
    """The share that is lost in the worse direction; of the round trip where the far end does not count."""
    if fact.lost_out is None or fact.lost_in is None:
        return fact.lost / fact.sent
    return max(fact.lost_out, fact.lost_in) / fact.sent


def call_qualities(evidence: Evidence) -> Iterator[Quality]:
    """What the calls' own numbers say, each direction by who received it."""
    for seen in evidence.all(MediaFlow, lambda fact: fact.purpose not in NOT_SPEECH):
        fact = seen.fact
        receiver = (fact.direction == "inbound") == (fact.counted_by == "us")
        lost = (fact.lost or 0) + (fact.discarded or 0)
        packets = fact.packets or 0
        if not receiver or fact.lost is None or packets < ENOUGH or lost > MOST_LOSS * (packets + lost):
            continue
        rtt_ms = fact.rtt_ms if fact.rtt_ms is not None else 0.0
        share = lost / (packets + (fact.lost or 0))
        where = f"call {fact.purpose} {fact.direction}"
        yield _quality(where, share, fact.jitter_ms or 0.0, rtt_ms, 1.0, (seen,), "likely")


def _quality(
    where: str,
    loss: float,
    jitter_ms: float,
    rtt_ms: float,
    ratio: float,
    seen: tuple[Seen[Any], ...],
    confidence: Confidence,
) -> Quality:
    one_way = mouth_to_ear_ms(rtt_ms, jitter_ms)
    return Quality(where, loss, jitter_ms, one_way, rating(one_way, loss * 100, burst_ratio=ratio), seen, confidence)
