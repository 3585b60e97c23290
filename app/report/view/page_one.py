"""Page one, for the owner: what is wrong, what to do, the code, and the picture of the path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from app.model.call_path import PLACES
from app.model.diagnosis import Diagnosis, Finding
from app.model.figures import Figures
from app.model.names import Question
from app.model.session import Run, Session
from app.model.states import State, state_of
from app.report.allowed import shown_value
from app.report.redaction import Redactor
from app.report.view.results import answer_in_words
from app.report.view.words import say
from app.report.visible import visible
from app.words import finding_text, spoken

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


def headlines(diagnosis: Diagnosis, redactor: Redactor) -> tuple[Headline, ...]:
    """The findings to show, the primary one first; one that says so when nothing could be told."""
    found = tuple(_headline(finding, redactor) for finding in diagnosis.findings[:MOST_FINDINGS])
    untold = {part: say("report", "headline", f"untold_{part}") for part in ("title", "effect", "action")}
    return found or (Headline("look", "", untold["title"], untold["effect"], untold["action"]),)


def _headline(finding: Finding, redactor: Redactor) -> Headline:
    values = {name: shown_value(value, redactor) for name, value in finding.details.items()}
    said = {part: finding_text(finding.id, part, values) for part in ("title", "effect", "action")}
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
    large, small = (words, digits) if spoken().code_words or not code else (digits, words)
    first = Tile(say("report", "tile", "code"), large, None, small)
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
    value = say(
        "report", "tile", "both", name=name, answer=answer_in_words(question, state, diagnosis.verdict(question))
    )
    return Tile(say("report", "tile", label), value, tone.get(state))


def _result_and_time(run: Run) -> tuple[Tile, Tile]:
    told = run.figures.tally if run.figures else None
    wall = run.timings.wall_s
    counts = say("report", "tile", "counts", good=told.good, bad=told.bad) if told else "…"
    rest = say("report", "tile", "rest", look=told.look, open=told.open) if told else ""
    took = say("report", "tile", "seconds", seconds=round(wall)) if wall is not None else "…"
    return (
        Tile(say("report", "tile", "result"), counts, None, rest),
        Tile(say("report", "tile", "took"), took),
    )


def path_picture(figures: Figures | None) -> tuple[PlaceView, ...]:
    """The four places with their states; of a run that tells none, nothing is known."""
    states = [*(figures.path if figures else ()), *["unknown"] * len(PLACES)]
    return tuple(
        PlaceView(place, say("report", "place", place), state, say("report", "place_state", state))
        for place, state in zip(PLACES, states, strict=False)
    )
