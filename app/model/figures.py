"""What is worked out of a run for its reader: counted once, when the run is made, and only laid out afterwards.

A session file of a version that did not keep these gets them when it is read (:mod:`app.engine.reading`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.model.call_path import PlaceState
from app.model.fact_words import Direction

Level = Literal["", "good", "fair", "poor"]
"""How a listener takes a score; empty where there is none."""
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
    level: Level = ""


@dataclass(frozen=True, slots=True)
class CallScores:
    """The stretches of one call, by the observation that counted its packets.

    Of packets of speech that made no call: without an observation, ``call`` is the question they answer.
    """

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
class Transmissions:
    """One message that went over the wire more than once, by its observations; ``waits``: for one that never came."""

    observations: tuple[str, ...]
    again: int
    waits: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the questions that were asked ended how: works, broken, to look at, not tested."""

    good: int
    bad: int
    look: int
    open: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A number by which a rule judged this run; ``name`` ends with its unit where it has one."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is worked out of one run. ``path``: the four places on the way of a call, from left to right.

    ``tally`` is ``None`` in files of versions that did not keep it; they get all figures anew when they are read.
    """

    sound: tuple[SoundWay, ...] = ()
    scores: tuple[CallScores, ...] = ()
    bursts: tuple[LossBursts, ...] = ()
    repeats: tuple[Transmissions, ...] = ()
    tally: Tally | None = None
    path: tuple[PlaceState, ...] = ()
    limits: tuple[Limit, ...] = ()
