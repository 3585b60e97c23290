"""Page one, for the owner: what is wrong, what to do, the code, the picture of the path, and each test in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.model.call_path import PLACES, place_of, places
from app.model.diagnosis import Diagnosis, Finding, Verdict
from app.model.names import QUESTIONS, Question
from app.model.session import Run, Session
from app.model.states import State, state_of
from app.report.allowed import shown_value
from app.report.redaction import Redactor
from app.report.view.words import say
from app.report.visible import visible
from app.words import entries
from app.words.formatting import fill, placeholders

Tone = Literal["ok", "look", "broken"]
MOST_FINDINGS: Final = 3
_SYMPTOMS: Final[tuple[Question, ...]] = (
    "registration",
    "hear",
    "speak",
    "keypad",
    "long_call",
    "inbound",
    "quality",
    "sip_alg",
    "internet",
    "dns",
)
"""Whose change the owner notices first."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The verdict in a sentence, with the word of confidence in front and the action behind."""

    tone: Tone
    lead: str
    title: str
    effect: str
    action: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the three boxes under the headline."""

    label: str
    value: str
    tone: Tone | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One place on the way of a call."""

    id: str
    name: str
    state: str
    state_word: str


@dataclass(frozen=True, slots=True)
class TestRow:
    """One test: state, name, answer, and the value behind it."""

    question: Question
    state: State
    state_word: str
    name: str
    answer: str
    value: str


def headlines(diagnosis: Diagnosis, redactor: Redactor) -> tuple[Headline, ...]:
    """The findings to show, the primary one first; one that says so when nothing could be told."""
    found = tuple(_headline(finding, redactor) for finding in diagnosis.findings[:MOST_FINDINGS])
    untold = {part: say("report", "headline", f"untold_{part}") for part in ("title", "effect", "action")}
    return found or (Headline("look", "", untold["title"], untold["effect"], untold["action"]),)


def _headline(finding: Finding, redactor: Redactor) -> Headline:
    values = {name: shown_value(value, redactor) for name, value in finding.details.items()}
    said = {part: say("findings", finding.id, part, **values) for part in ("title", "effect", "action")}
    return Headline(
        tone="ok" if finding.id == "no_fault_found" else "broken" if _is_fault(finding) else "look",
        lead=say("confidence", finding.confidence, "lead"),
        title=said["title"],
        effect=said["effect"],
        action=said["action"],
        number=say("findings", finding.id, "number"),
    )


def _is_fault(finding: Finding) -> bool:
    return finding.severity in ("critical", "major")


def tiles(session: Session) -> tuple[Tile, ...]:
    """Code, and either before and after, or result and time."""
    code = session.code
    words = visible(" ".join(code.words), 60) if code else "…"
    digits = visible(f"{code.digits[:3]} {code.digits[3:6]} {code.digits[6:]}", 20) if code else ""
    first = Tile(say("report", "tile", "code"), words, None, digits)
    if len(session.runs) > 1:
        return (first, *_before_and_after(session.runs[0], session.runs[-1]))
    return (first, *_result_and_time(session.runs[-1]))


def _before_and_after(before: Run, after: Run) -> tuple[Tile, Tile]:
    failed: list[Question] = [one for one in _SYMPTOMS if state_of(one, before.diagnosis) == "fail"]
    question: Question = failed[0] if failed else "sip_alg"
    return (
        _answer_tile("before", question, before.diagnosis),
        _answer_tile("after", question, after.diagnosis),
    )


def _answer_tile(label: str, question: Question, diagnosis: Diagnosis) -> Tile:
    tone: dict[State, Tone] = {"pass": "ok", "fail": "broken", "warn": "look"}
    state = state_of(question, diagnosis)
    name = say("questions", question, "name")
    value = say("report", "tile", "both", name=name, answer=_answer(question, state, diagnosis.verdict(question)))
    return Tile(say("report", "tile", label), value, tone.get(state))


def _result_and_time(run: Run) -> tuple[Tile, Tile]:
    states = Counter(state_of(question, run.diagnosis) for question in QUESTIONS if run.diagnosis.verdict(question))
    wall = run.timings.wall_s
    counts = say("report", "tile", "counts", good=states["pass"], bad=states["fail"])
    rest = say("report", "tile", "rest", look=states["warn"], open=states["not_run"])
    took = say("report", "tile", "seconds", seconds=round(wall)) if wall is not None else "…"
    return (
        Tile(say("report", "tile", "result"), counts, None, rest),
        Tile(say("report", "tile", "took"), took),
    )


def path_picture(diagnosis: Diagnosis) -> tuple[PlaceView, ...]:
    """The four places with their states."""

    def answer_to(question: Question) -> str | None:
        verdict = diagnosis.verdict(question)
        return verdict.answer if verdict else None

    states = places(answer_to, next(iter(diagnosis.findings), None))
    return tuple(
        PlaceView(place, say("report", "place", place), state, say("report", "place_state", state))
        for place, state in zip(PLACES, states, strict=True)
    )


def broken_place(diagnosis: Diagnosis) -> str | None:
    """The place to mark, where a finding says that one is at fault."""
    first = next(iter(diagnosis.findings), None)
    return place_of(first.id) if first and _is_fault(first) else None


def test_rows(session: Session, redactor: Redactor) -> tuple[TestRow, ...]:
    """Every test that was asked for, in the order of the questions."""
    diagnosis = session.runs[-1].diagnosis
    skipped = {item.question: item.reason for item in session.not_tested if item.reason != "not_in_plan"}
    asked = [question for question in QUESTIONS if diagnosis.verdict(question) or question in skipped]
    return tuple(_row(question, diagnosis, skipped.get(question), redactor) for question in asked)


def _row(question: Question, diagnosis: Diagnosis, skipped: str | None, redactor: Redactor) -> TestRow:
    verdict, state = diagnosis.verdict(question), state_of(question, diagnosis)
    return TestRow(
        question,
        state,
        say("states", state, "word"),
        say("questions", question, "name"),
        _answer(question, state, verdict),
        why_not_run(verdict, skipped) if state == "not_run" else value_of(verdict, redactor),
    )


def _answer(question: Question, state: State, verdict: Verdict | None) -> str:
    if verdict is None or state == "not_run":
        return say("states", "not_run", "word")
    return say("questions", question, verdict.answer)


def why_not_run(verdict: Verdict | None, skipped: str | None) -> str:
    """The sentence that says why a question was not measured."""
    reason = str(verdict.details.get("not_run", "")) if verdict else ""
    return say("not_run", reason or skipped or "not_asked", "text")


def value_of(verdict: Verdict | None, redactor: Redactor) -> str:
    """The figures of a verdict where its measurement gave any, else the reason in words."""
    if verdict is None:
        return ""
    values = shown_details(verdict.details, redactor)
    values |= {"fields": _changed_fields(verdict.details), "paths": _paths(verdict.details)}
    templates = entries("report")["value"].get(verdict.question, {}).get(verdict.answer, [])
    for template in templates:
        if all(values.get(name) not in (None, "") for name in placeholders(template)):
            return fill(template, values)
    return say("reasons", verdict.reason, "text", **values)


def shown_details(details: Mapping[str, Any], redactor: Redactor) -> dict[str, Any]:
    """Details through the gate, lists of names as one text."""
    shown = {redactor.text(name, 60): shown_value(value, redactor) for name, value in details.items()}
    return {name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in shown.items()}


def _changed_fields(details: Mapping[str, Any]) -> str:
    changed = details.get("changed")
    names = [str(one.get("field", "")) for one in changed if isinstance(one, dict)] if isinstance(changed, list) else []
    return visible(", ".join(dict.fromkeys(names)).capitalize(), 120)


def _paths(details: Mapping[str, Any]) -> str:
    """``udp:5060`` as ``UDP 5060``."""
    paths = details.get("paths")
    named = [visible(str(path), 40).upper().replace(":", " ") for path in paths] if isinstance(paths, list) else []
    return ", ".join(named)
