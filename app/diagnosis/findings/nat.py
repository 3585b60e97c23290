"""Conditions of translation that may explain trouble: layers, a new door for each server, a short memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.diagnosis.case import Case, finding
from app.diagnosis.evidence import ids
from app.diagnosis.nat.layers import Layers, layers
from app.diagnosis.nat.lifetime import Lifetime, lifetimes, too_short
from app.model.diagnosis import Finding
from app.model.facts import StunBinding
from app.model.names import Confidence, FindingId

_OF: Final[dict[str, FindingId]] = {"double": "double_nat", "carrier": "carrier_nat"}
_NEW_DOORS: Final = frozenset({"address_dependent", "port_dependent"})


def find(case: Case) -> Iterator[Finding]:
    """Each of them may be there, whatever the others are."""
    translated = case.evidence.all(StunBinding, lambda fact: fact.mapped is not None)
    for one in layers(case.evidence, translated):
        yield from _layer(one)
    translation = case.says("nat", "yes")
    if translation and translation.details.get("mapping") in _NEW_DOORS:
        yield finding("symmetric_nat", "likely", [translation])
    yield from _short(too_short(lifetimes(case.evidence)))


def _layer(one: Layers) -> Iterator[Finding]:
    if one.count in _OF:
        because = [ids(one.because)]
        details = {"shown_by": one.shown_by, "outside": one.outside, "way": one.way}
        yield finding(_OF[one.count], one.confidence, because, **details)


def _short(found: tuple[Lifetime, ...]) -> Iterator[Finding]:
    """Two kinds of traffic that agree make it certain."""
    if found:
        confidence: Confidence = "certain" if len(found) > 1 else "likely"
        shortest = found[0]
        because = [ids(seen for one in found for seen in one.seen)]
        details = {"held_s": shortest.held_s, "lost_s": shortest.lost_s}
        yield finding("short_udp_timeout", confidence, because, seconds=shortest.about_s, **details)
