"""Packets lost in a row, sorted by how long the run was: two percent in bursts sound worse than two percent spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.model.facts import Fact, MediaWatch, Observation, VoiceLeg
from app.model.figures import BurstClass, LossBursts

CLASSES: Final = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 50), (51, None))
"""Lengths of runs of lost packets: what a codec hides, what is heard, what is an interruption."""


def loss_bursts(observations: Sequence[Observation]) -> tuple[LossBursts, ...]:
    """Those observations that lost packets and know how many in a row."""
    made = ((one.id, _runs(one.fact)) for one in observations)
    return tuple(LossBursts(name, _classes(runs)) for name, runs in made if runs)


def _runs(fact: Fact) -> tuple[int, ...]:
    if isinstance(fact, VoiceLeg):
        return tuple(one for one in fact.bursts if one > 0)
    if isinstance(fact, MediaWatch):
        return tuple(gap.lost for gap in fact.gaps if gap.lost > 0)
    return ()


def _classes(runs: tuple[int, ...]) -> tuple[BurstClass, ...]:
    counted = ((low, high, sum(low <= run and (high is None or run <= high) for run in runs)) for low, high in CLASSES)
    return tuple(BurstClass(low, high, count) for low, high, count in counted if count)
