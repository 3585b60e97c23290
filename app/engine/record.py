"""The session in memory: its runs, their observations and what they were judged to mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.engine.clock import RunClock, resumed_clock, utc_now
from app.model.codec import observation_from_json
from app.model.diagnosis import Diagnosis
from app.model.errors import UserError
from app.model.facts import NotRun, Observation
from app.model.figures import Figures
from app.model.journal import JournalContent, JournalRun
from app.model.json import JsonObject
from app.model.names import QUESTIONS, Question
from app.model.session import NotTested, Run, Session, SpokenCode, Timings
from app.version import NAME, VERSION


@dataclass(slots=True)
class RunRecord:
    """One run while it grows."""

    label: str
    started: str = field(default_factory=utc_now)
    clock: RunClock = field(default_factory=RunClock)
    finished: str | None = None
    timings: Timings = field(default_factory=Timings)
    observations: list[Observation] = field(default_factory=list)
    diagnosis: Diagnosis = field(default_factory=Diagnosis)
    figures: Figures | None = None

    def note_answer(self, question: Question) -> None:
        """Keep when the first answer of all was known, and when the one on SIP ALG was that stands."""
        now = round(self.clock.seconds(), 3)
        if self.timings.first_verdict_s is None:
            self.timings = replace(self.timings, first_verdict_s=now)
        if question == "sip_alg":
            self.timings = replace(self.timings, alg_verdict_s=now)

    def finish(self) -> None:
        """Close the books; a second call changes nothing."""
        if self.finished is None:
            self.finished = utc_now()
            self.timings = replace(self.timings, wall_s=round(self.clock.seconds(), 3))

    def frozen(self) -> Run:
        """The run as it goes into the session file."""
        return Run(
            self.label,
            self.started,
            self.finished,
            self.timings,
            tuple(self.observations),
            self.diagnosis,
            self.figures,
        )


def recovered_runs(content: JournalContent) -> list[RunRecord]:
    """The runs that a journal holds. Observations that do not make sense stay in the file and are left out here."""
    return [_recovered(run) for run in content.runs]


def _recovered(run: JournalRun) -> RunRecord:
    observations = [item for item in map(_readable, run.observations) if item is not None]
    last_s = max((item.at_s for item in observations), default=0.0)
    return RunRecord(
        label=run.label,
        started=run.started or utc_now(),
        clock=resumed_clock(run.started, last_s),
        finished=run.finished,
        timings=_timings(run.timings),
        observations=observations,
    )


def _readable(data: JsonObject) -> Observation | None:
    try:
        return observation_from_json(data)
    except UserError:
        return None


def _timings(data: JsonObject) -> Timings:
    known = {name: data.get(name) for name in Timings.__dataclass_fields__}
    return Timings(**{name: float(value) for name, value in known.items() if isinstance(value, (int, float))})


@dataclass(slots=True)
class SessionRecord:
    """The session while it grows."""

    id: str
    profile: JsonObject
    runs: list[RunRecord]
    comparison: JsonObject | None = None
    router: JsonObject | None = None

    @property
    def run(self) -> RunRecord:
        """The run that is going on, or was last."""
        return self.runs[-1]

    def frozen(self, code: SpokenCode | None) -> Session:
        """The session as it goes into its file."""
        return Session(
            id=self.id,
            program_name=NAME,
            program_version=VERSION,
            profile=self.profile,
            runs=tuple(run.frozen() for run in self.runs),
            comparison=self.comparison,
            router=self.router,
            code=code,
            not_tested=not_tested_in(self.run.observations, self.run.diagnosis),
        )


def not_tested_in(observations: Sequence[Observation], diagnosis: Diagnosis) -> tuple[NotTested, ...]:
    """Every question of the design that stays without a yes or no because nothing was measured, with the reason."""
    reasons: dict[Question, str] = {}
    for observation in observations:
        if isinstance(observation.fact, NotRun):
            reasons[observation.fact.question] = observation.fact.reason
    judged = {verdict.question for verdict in diagnosis.verdicts}
    decided = {verdict.question for verdict in diagnosis.verdicts if verdict.answer != "cannot_tell"}
    return tuple(
        NotTested(question, reasons.get(question, "not_in_plan"))
        for question in QUESTIONS
        if question not in decided and (question in reasons or question not in judged)
    )
