"""``double_client``: of three INVITEs at once, the one that offers the first one's media port vanishes.

The Linux helper expects media on a port and drops another flow's INVITE that names the same. Loss can imitate that
once; so it counts only when every round shows it, and even then it is a hint: it says that a device meddles, not that
it rewrites.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.sip_alg.reading import Reading
from app.model.facts import SipExchange

SIGNAL: Final = "double_client"
ROUND: Final = 3  # first phone, second phone with the same media port, control with another
ENOUGH_ROUNDS: Final = 2
ENOUGH_ALONE: Final = 4
"""Rounds that must agree where nothing else shows a device: one packet in twenty lost imitates two in 0.6 % of runs."""
SWALLOWED: Final = ("answered", "silent", "answered")


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """A hint when every round lost its second INVITE and no other."""
    seen = evidence.all(SipExchange, lambda fact: fact.signal == SIGNAL)
    rounds = _rounds(seen)
    if len(rounds) < ENOUGH_ROUNDS or not all(_swallowed(one) for one in rounds):
        return ()
    reading = Reading(SIGNAL, "hint", "second_phone_swallowed", seen, seen[0].fact.path, "likely")
    return (reading.with_signs(frozenset({"same_media_port_dropped"})).told_by("delivery"),)


def shown_alone(reading: Reading) -> bool:
    """Whether so many rounds agree that the hint needs no other evidence."""
    return reading.signal == SIGNAL and len(reading.because) >= ENOUGH_ALONE * ROUND


def _rounds(seen: Sequence[Seen[SipExchange]]) -> list[Sequence[Seen[SipExchange]]]:
    return [seen[start : start + ROUND] for start in range(0, len(seen) - ROUND + 1, ROUND)]


def _swallowed(one: Sequence[Seen[SipExchange]]) -> bool:
    roles = tuple(seen.fact.role for seen in one)
    return roles == ("control", "suspected", "control") and tuple(seen.fact.outcome for seen in one) == SWALLOWED
