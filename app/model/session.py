"""A session: everything one sitting produced, as it lies in the session file (design, section 9)."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.model.diagnosis import Diagnosis
from app.model.facts import Observation
from app.model.figures import Figures
from app.model.json import JsonObject
from app.model.names import Question

SCHEMA = "callmend.session/1"


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds from the start of the run; ``None`` when that point was not reached."""

    first_verdict_s: float | None = None
    alg_verdict_s: float | None = None
    wall_s: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One pass of measurements under one label, such as ``before`` or ``after``; times are ISO 8601 in UTC.

    ``figures`` is ``None`` in files of versions that did not keep them, until they are read.
    """

    label: str
    started: str
    finished: str | None
    timings: Timings
    observations: tuple[Observation, ...]
    diagnosis: Diagnosis
    figures: Figures | None = None


@dataclass(frozen=True, slots=True)
class SpokenCode:
    """Four words and the same content as ten digits."""

    words: tuple[str, str, str, str]
    digits: str


@dataclass(frozen=True, slots=True)
class NotTested:
    """A question without a measurement and the reason."""

    question: Question
    reason: str


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting. ``profile`` is the public view of the profile: it never holds a secret."""

    id: str
    program_name: str
    program_version: str
    profile: JsonObject
    runs: tuple[Run, ...]
    comparison: JsonObject | None = None
    router: JsonObject | None = None
    code: SpokenCode | None = None
    not_tested: tuple[NotTested, ...] = field(default=())
