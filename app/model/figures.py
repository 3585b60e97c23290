"""What is worked out of a run for its reader: counted once, when the run is made, and only laid out afterwards.

A session file of a version that did not keep these gets them when it is read (:mod:`app.engine.reading`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.model.fact_words import Direction

NoScore = Literal["", "practice", "short", "gap"]
"""Why a stretch has no score; empty where it has one."""


@dataclass(frozen=True, slots=True)
class SoundWay:
    """One direction of one call. ``share`` is what arrived of what was sent, ``heard`` the time with sound: percent."""

    call: str
    direction: Direction
    duration_s: float | None
    sent: int | None
    arrived: int | None
    share: int | None
    lost: int | None
    jitter_ms: float | None
    heard: int | None
    heard_dbfs: float | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Speech quality of a few seconds; ``mos`` is ``None`` where a figure would lie, with the reason."""

    from_s: float
    to_s: float
    mos: float | None
    reason: NoScore


@dataclass(frozen=True, slots=True)
class CallScores:
    """The stretches of one call, by the observation that counted its packets."""

    observation: str
    call: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class BurstClass:
    """So many runs of ``low`` to ``high`` packets lost in a row; ``high`` is ``None`` where there is no limit."""

    low: int
    high: int | None
    count: int


@dataclass(frozen=True, slots=True)
class LossBursts:
    """The lost runs of one observation, by their length: what a codec hides, what is heard, what interrupts."""

    observation: str
    classes: tuple[BurstClass, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is worked out of one run."""

    sound: tuple[SoundWay, ...] = ()
    scores: tuple[CallScores, ...] = ()
    bursts: tuple[LossBursts, ...] = ()
