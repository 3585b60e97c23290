"""Every test with its value and evidence, every observation by its id, the timeline, what was skipped and hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.model.diagnosis import Diagnosis, Verdict
from app.model.facts import (
    CallResult,
    Observation,
    PersonSaid,
    Registration,
    RtpHeaders,
    RunMark,
    SipExchange,
    SipMessage,
)
from app.model.figures import Figures
from app.model.json import JsonValue
from app.model.names import Question
from app.model.session import Session
from app.report.allowed import allowed
from app.report.redaction import Redactor
from app.report.view.names import plain_name
from app.report.view.results import box_names, shown_details, value_of, why_not_run
from app.report.view.times import seconds
from app.report.view.words import say
from app.words import entries
from app.words.formatting import fill, placeholders

MOST_OBSERVATIONS: Final = 2000
_BY_THEMSELVES: Final = frozenset({"changed", "not_run", "mos"})
"""Details with a table or drawing of their own."""
_TIMELINE: Final = (RunMark, Registration, CallResult, PersonSaid)


@dataclass(frozen=True, slots=True)
class Detail:
    """One verdict as support reads it."""

    question: str
    name: str
    asks: str
    answer: str
    confidence: str
    reason: str
    value: str
    limit: str
    figures: tuple[tuple[str, str], ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """One observation with its fields."""

    id: str
    time: str
    kind: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A question that was not tested, and why."""

    name: str
    reason: str


def details(diagnosis: Diagnosis, told: Figures | None, redactor: Redactor) -> tuple[Detail, ...]:
    """All verdicts in the order of the questions."""
    limits = {one.name: f"{one.value:g}" for one in (told.limits if told else ())}
    return tuple(
        Detail(
            verdict.question,
            say("questions", verdict.question, "name"),
            say("questions", verdict.question, "asks"),
            say("questions", verdict.question, verdict.answer),
            say("confidence", verdict.confidence, "word") if verdict.answer != "cannot_tell" else "",
            say("reasons", verdict.reason, "text") if verdict.reason != "not_run" else why_not_run(verdict, None),
            value_of(verdict, redactor) if verdict.reason != "not_run" else "",
            _limit(verdict.question, limits),
            _figures(verdict, redactor),
            tuple(redactor.text(one, 20) for one in verdict.because[:40]),
        )
        for verdict in diagnosis.verdicts
    )


def _limit(question: Question, limits: Mapping[str, str]) -> str:
    """What it takes to pass; nothing where the file does not tell by which numbers it was judged."""
    template = str(entries("questions")[question]["limit"])
    return fill(template, limits) if set(placeholders(template)) <= set(limits) else ""


def _figures(verdict: Verdict, redactor: Redactor) -> tuple[tuple[str, str], ...]:
    """All details; changed fields have a table of their own."""
    shown = shown_details(verdict.details, redactor)
    if "family" in shown:
        shown["family"] = say("changes", "family", str(shown["family"]))
    if "boxes" in shown:
        shown["boxes"] = box_names(verdict.details)
    return _pairs({name: value for name, value in shown.items() if name not in _BY_THEMSELVES})


GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "registration": ("registration", "call.course", "nat.held", "subscription"),
    "network": ("network.", "nat.", "dns.", "stun.", "tcp.", "port.", "firewall.", "icmp.", "sip.sized"),
    "calls": ("call.", "media.", "keypad.", "quality."),
    "devices": ("computer", "audio."),
    "router": ("gateway.",),
}
"""Which beginnings of kinds belong together; a new kind appears in its group, or among the others, without code."""


@dataclass(frozen=True, slots=True)
class Group:
    """Observations of one subject."""

    id: str
    title: str
    rows: tuple[ObservationRow, ...]


def grouped(observations: Sequence[Observation], redactor: Redactor) -> tuple[Group, ...]:
    """All observations but the messages, which are shown by themselves, by subject."""
    others = [one for one in observations if not isinstance(one.fact, (SipExchange, SipMessage))][:MOST_OBSERVATIONS]
    by_group: dict[str, list[ObservationRow]] = {name: [] for name in (*GROUPS, "other")}
    for one in others:
        by_group[_group_of(one.fact.kind)].append(_row(one, redactor))
    return tuple(Group(name, say("report", "group", name), tuple(rows)) for name, rows in by_group.items() if rows)


def _group_of(kind: str) -> str:
    return next((name for name, begins in GROUPS.items() if kind.startswith(begins)), "other")


def timeline(observations: Sequence[Observation], redactor: Redactor) -> tuple[ObservationRow, ...]:
    """What happened when: marks of the run, signing in, calls, and what the person said."""
    found = (one for one in observations if isinstance(one.fact, _TIMELINE))
    return tuple(replace(_row(one, redactor), kind=plain_name("event", one.fact.kind)) for one in found)


def _row(observation: Observation, redactor: Redactor) -> ObservationRow:
    fields = allowed(observation.fact, redactor)
    if isinstance(observation.fact, RtpHeaders):
        fields.pop("rows", None)  # of use to programs only
    return ObservationRow(
        redactor.text(observation.id, 20),
        seconds(observation.at_s),
        observation.fact.kind,
        _pairs(fields),
    )


def _pairs(fields: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", " "), _plain(value)) for name, value in fields.items() if value not in ("", [], {}))


def _plain(value: JsonValue) -> str:
    return _flat(value)[:600]


def _flat(value: JsonValue) -> str:
    """Nested values in one line as a person writes them; what is not known is left out."""
    if isinstance(value, dict):
        known = ((name, _flat(item)) for name, item in value.items() if item not in (None, "", [], {}))
        return ", ".join(f"{name.replace('_', ' ')} {text}" for name, text in known)
    if isinstance(value, list):
        return "; ".join(_flat(item) for item in value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def skipped(session: Session) -> tuple[Skipped, ...]:
    """Every question without a measurement."""
    return tuple(
        Skipped(say("questions", item.question, "name"), say("not_run", item.reason, "text"))
        for item in session.not_tested
    )


def hidden_counts(redactor: Redactor) -> tuple[tuple[str, int], ...]:
    """What the gate took out, in the order of the word list; to be asked last."""
    return tuple((say("report", "hidden", kind), count) for kind, count in sorted(redactor.hidden.items()) if count)
