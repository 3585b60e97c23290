"""What a reader wants to see worked out beside the verdicts, so that whoever shows a run counts nothing."""

from __future__ import annotations

from collections.abc import Sequence

from app.diagnosis.figures.bursts import loss_bursts
from app.diagnosis.figures.limits import LIMITS
from app.diagnosis.figures.repeats import repeats
from app.diagnosis.figures.scores import call_scores, told_scores
from app.diagnosis.figures.sound import sound_ways
from app.diagnosis.figures.whole import path_of, tally_of
from app.model.diagnosis import Diagnosis
from app.model.facts import Observation
from app.model.figures import Figures


def figures_of(observations: Sequence[Observation], diagnosis: Diagnosis) -> Figures:
    """The figures of one run, in the order in which it recorded, and of what was made of it."""
    return Figures(
        sound_ways(observations),
        (*told_scores(diagnosis), *call_scores(observations)),
        loss_bursts(observations),
        repeats(observations),
        tally_of(diagnosis),
        path_of(diagnosis),
        LIMITS,
    )


__all__ = ["figures_of"]
