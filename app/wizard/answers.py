"""What the person answered, and what the engine has told so far. Frozen: Back restores an earlier record exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from app.model.choices import Choices
from app.model.diagnosis import Diagnosis
from app.model.profile import Provider

if TYPE_CHECKING:
    from app.model.diagnosis import Verdict
    from app.model.names import FindingId, Question
    from app.model.profile import Profile
    from app.model.secret import Secret
    from app.model.session import SpokenCode

Symptom = Literal[
    "no_sign_in", "cannot_hear", "not_heard", "calls_stop", "bad_sound", "menu_keys", "not_reached", "not_sure"
]
SYMPTOMS: tuple[Symptom, ...] = get_args(Symptom)
Connection = Literal["cable", "wifi", "hotspot", "not_sure"]
CONNECTIONS: tuple[Connection, ...] = get_args(Connection)
Way = Literal["modem", "cable", "hotspot"]
"""Labels of runs in which one thing was changed (:mod:`app.model.facts_of_setups`)."""
WAYS: tuple[Way, ...] = get_args(Way)
SameRouter = Literal["yes", "no", "not_sure"]
SAME_ROUTER: tuple[SameRouter, ...] = get_args(SameRouter)


@dataclass(frozen=True, slots=True)
class SignIn:
    """The details as typed; the password never prints."""

    server: str = ""
    user: str = ""
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """The router that was picked, and how far the person came on its guide."""

    guide: str
    """Id of the guide."""
    steps: int
    address: str = ""
    """Of the router's own page; empty where it has none to open in a browser."""
    step: int = 0
    """Counted from 0."""
    restarts: bool = False
    """Whether the router restarts at the end, so that the next check waits for it."""
    undoing: bool = False
    """Whether the page also shows how to take the step back."""

    @property
    def at_the_end(self) -> bool:
        """Whether this is the last step."""
        return self.step + 1 >= self.steps


@dataclass(frozen=True, slots=True)
class Sending:
    """What the person wants sent, the files made of it, and what became of them."""

    choices: Choices = field(default_factory=Choices)
    files: tuple[str, ...] = ()
    """Paths, the report first; empty before they were made."""
    address: str = ""
    subject: str = ""
    summary: str = ""
    receipt: str = ""
    outcome: str = ""
    """Of an upload: received or offline; empty without one."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person said. Advancing replaces the record, so that Back shows exactly what was there."""

    agreed_at: str = ""
    """When consent was given, ISO 8601 in UTC."""
    same_line: bool = False
    """Whether they talk to support on the very line under test."""
    symptom: Symptom | None = None
    connection: Connection | None = None
    """How this computer is connected, as the person says."""
    same_router: SameRouter | None = None
    """Whether the desk phones are on the same router."""
    speaker: str = ""
    """Name of the loudspeaker that was picked; empty: the system's own choice."""
    microphone: str = ""
    practice: str | None = None
    provider: Provider = field(default_factory=Provider)
    """Who helps, as far as known before there are sign-in details."""
    sign_in: SignIn | None = None
    profile_file: str = ""
    """Name of the file that support sent."""
    profile: Profile | None = None
    sections: Secret | None = None
    """The profile's sections as JSON text, as the engine takes them; secret, because the password is in there."""
    resume_at: str = ""
    """The screen to go on at when an unfinished session was taken up again."""
    fixes_tried: tuple[FindingId, ...] = ()
    fixing: bool = False
    """Whether the router is asked for in order to mend it."""
    way: Way | Literal[""] = ""
    """How the computer is connected for the comparison that was chosen; empty for every ordinary run."""
    walk: Walk | None = None
    sending: Sending | None = None

    @property
    def has_details(self) -> bool:
        """Whether a sign-in can be tried at all."""
        return self.practice is not None or self.profile is not None


@dataclass(frozen=True, slots=True)
class Box:
    """What one box between this computer and the internet says of itself. Everything may be empty."""

    address: str = ""
    maker: str = ""
    model: str = ""
    guides: tuple[str, ...] = ()
    """Ids of the guides that fit, best first."""
    sure: bool = False
    """Whether two signs speak for the first of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the engine has told. It only grows: going Back does not unlearn a measurement."""

    label: str = "before"
    diagnoses: Mapping[str, Diagnosis] = field(default_factory=dict)
    """The latest diagnosis of each run, by its label."""
    verdicts: Mapping[Question, Verdict] = field(default_factory=dict)
    """Of the present run, as soon as each is known."""
    code: SpokenCode | None = None
    digits: tuple[str, str | None] | None = None
    """Keys pressed, and those that arrived (``None``: the far end did not tell)."""
    devices: Literal["found", "none", "no_sound_system"] | None = None
    """Whether this computer has a speaker and a microphone; ``None`` before the sound check."""
    outputs: tuple[str, ...] = ()
    """Names of the loudspeakers, as the system gives them."""
    inputs: tuple[str, ...] = ()
    """Names of the microphones."""
    prompt: str = ""
    """What the engine asks right now; empty when it does not."""
    asked: frozenset[str] = frozenset()
    """What the engine has asked in the present measurement; nobody is asked twice."""
    report: str = ""
    """Path of the saved report."""
    gateway: str = ""
    """Address of the box that this computer sends everything to."""
    routers: tuple[str, ...] = ()
    """Ids of the guides that fit what the router says of itself, best first."""
    router_sure: bool = False
    """Whether two signs speak for the first of them."""
    inner: Box = Box()
    """The box that this computer is connected to."""
    outer: Box = Box()
    """The one behind it, at the wall, where there is one."""

    @property
    def diagnosis(self) -> Diagnosis:
        """Of the present run; empty before the first one."""
        return self.diagnoses.get(self.label, Diagnosis())

    @property
    def before(self) -> Diagnosis:
        """Of the first run."""
        return self.diagnoses.get("before", Diagnosis())

    def has(self, *findings: FindingId) -> bool:
        """Whether the present run led to one of *findings*."""
        return any(finding.id in findings for finding in self.diagnosis.findings)

    def answer(self, question: Question) -> str | None:
        """The answer to *question* in the present run."""
        verdict = self.verdicts.get(question) or self.diagnosis.verdict(question)
        return verdict.answer if verdict else None


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the flow may look at."""

    answers: Answers
    known: Known
    offered: frozenset[str]
    """The screens that have a page in this program."""
