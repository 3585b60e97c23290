"""What a reader wants to see worked out beside the verdicts: sound each way, scores of ten seconds, runs of losses."""

from __future__ import annotations

from collections.abc import Sequence

from app.diagnosis.figures.bursts import loss_bursts
from app.diagnosis.figures.scores import call_scores
from app.diagnosis.figures.sound import sound_ways
from app.model.facts import Observation
from app.model.figures import Figures


def figures_of(observations: Sequence[Observation]) -> Figures:
    """The figures of one run, in the order in which it recorded."""
    return Figures(sound_ways(observations), call_scores(observations), loss_bursts(observations))


__all__ = ["figures_of"]
