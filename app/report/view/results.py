"""Each test in a line: its state, its answer in words, and the value or reason behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.model.diagnosis import Diagnosis, Verdict
from app.model.names import QUESTIONS, Question
from app.model.session import Session
from app.model.states import State, state_of
from app.report.allowed import shown_value
from app.report.redaction import Redactor
from app.report.view.words import say
from app.report.visible import visible
from app.words import entries, has_text
from app.words.formatting import fill, placeholders


@dataclass(frozen=True, slots=True)
class TestRow:
    """One test: state, name, answer, and the value behind it."""

    question: Question
    state: State
    state_word: str
    name: str
    answer: str
    value: str


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
        answer_in_words(question, state, verdict),
        why_not_run(verdict, skipped) if state == "not_run" else value_of(verdict, redactor),
    )


def answer_in_words(question: Question, state: State, verdict: Verdict | None) -> str:
    """The owner's word for an answer; what was not run says so."""
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
    values |= {"box_names": box_names(verdict.details)}
    templates = entries("report")["value"].get(verdict.question, {}).get(verdict.answer, [])
    for template in templates:
        if all(values.get(name) not in (None, "") for name in placeholders(template)):
            return fill(template, values)
    return say("reasons", verdict.reason, "text", **values)


def shown_details(details: Mapping[str, Any], redactor: Redactor) -> dict[str, Any]:
    """Details through the gate, lists of names as one text."""
    shown = {redactor.text(name, 60): shown_value(value, redactor) for name, value in details.items()}
    return {name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in shown.items()}


def box_names(details: Mapping[str, Any]) -> str:
    """The boxes that change messages, in words; unknown names from a file are left out."""
    boxes = details.get("boxes")
    named = [str(box) for box in boxes] if isinstance(boxes, list) else []
    return ", ".join(say("boxes", box, "name") for box in named if has_text("boxes", box, "name"))


def _changed_fields(details: Mapping[str, Any]) -> str:
    changed = details.get("changed")
    names = [str(one.get("field", "")) for one in changed if isinstance(one, dict)] if isinstance(changed, list) else []
    return visible(", ".join(dict.fromkeys(names)).capitalize(), 120)


def _paths(details: Mapping[str, Any]) -> str:
    """``udp:5060`` as ``UDP 5060``."""
    paths = details.get("paths")
    named = [visible(str(path), 40).upper().replace(":", " ") for path in paths] if isinstance(paths, list) else []
    return ", ".join(named)
