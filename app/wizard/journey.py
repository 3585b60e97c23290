"""Where the person is and how they came there: pure steps over the flow table, with exact Back by stacked visits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from app.wizard.answers import Answers, Known, Situation
from app.wizard.catalogue import Kind, ScreenId, catalogue
from app.wizard.flow import ANYWHERE, ARRIVING, FIRST, FLOW, PASS_BY, Move, Target

MENDING_STEP: Final = 4
MAX_PAST: Final = 60
"""Visits kept for Back; nobody goes further back, and a long sitting must not grow without end."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page as it was left."""

    screen: ScreenId
    answers: Answers


@dataclass(frozen=True, slots=True)
class Journey:
    """The present screen and all that is needed to leave it in any direction."""

    screen: ScreenId = FIRST
    answers: Answers = field(default_factory=Answers)
    past: tuple[Visit, ...] = ()
    origin: ScreenId = ""
    """On a trouble screen: where it came up."""
    waiting: ScreenId = ""
    """On a screen where the engine waits for an answer: the measurement that goes on afterwards."""
    draft: Answers = field(default_factory=Answers)
    """The newest answers, also after Back: fields are filled in with them, so that nothing is asked twice."""

    @property
    def can_go_back(self) -> bool:
        """Whether Back leads anywhere."""
        return bool(self.past) or (bool(self.origin) and _kind(self.origin) == "page")

    @property
    def measuring(self) -> ScreenId:
        """The progress screen whose measurement runs now; empty when none does."""
        return self.waiting or (self.screen if _kind(self.screen) == "progress" else "")


@dataclass(frozen=True, slots=True)
class Step:
    """What an event leads to. ``starts``: the measurement of the new screen begins now."""

    journey: Journey
    starts: bool = False
    closes: bool = False


def advance(journey: Journey, event: str, known: Known, offered: frozenset[str], answers: Answers) -> Step:
    """Follow *event* with the *answers* of the page; an event the screen does not know changes nothing."""
    situation = Situation(answers, known, offered)
    if journey.waiting and event == "answered":
        return Step(replace(journey, screen=journey.waiting, waiting="", answers=answers))  # it never stopped
    target = _row_target(journey, event)
    change = ARRIVING.get((journey.screen, event))
    arriving = change(answers) if change else answers
    if isinstance(target, Move):
        return _move(journey, target, replace(situation, answers=arriving))
    if target is None:
        return Step(journey)
    return _go(journey, _resolve(target, situation), answers, interrupts=event == "asked", arriving=arriving)


def back(journey: Journey) -> Step:
    """To the last page, as it was left; never starts anything."""
    if _kind(journey.screen) == "trouble" and _kind(journey.origin) == "page":
        return Step(replace(journey, screen=journey.origin, origin=""))
    if not journey.past:
        return Step(journey)
    *past, visit = journey.past
    return Step(Journey(visit.screen, visit.answers, tuple(past), draft=journey.draft))


def step_of(journey: Journey) -> int:
    """The named step that the person is in: a router asked for in order to mend it belongs to the mending."""
    shown = catalogue()[journey.screen]
    return MENDING_STEP if shown.number == "32" and journey.answers.fixing else shown.step


def station(journey: Journey) -> ScreenId:
    """The screen at which an unfinished session can be taken up again: a page, or a test that needs no press."""
    screen = journey.origin or journey.waiting or journey.screen
    number = screen[:2]
    if screen in FLOW and _kind(screen) == "page":
        return screen
    page_before = next((visit.screen for visit in reversed(journey.past) if visit.screen[:2] == number), number)
    return page_before if page_before in FLOW else screen


def _kind(screen: ScreenId) -> Kind:
    return catalogue()[screen].kind


def _row_target(journey: Journey, event: str) -> Target | None:
    for screen in (journey.screen, journey.waiting):  # a measurement can end while its question is open
        if screen and event in FLOW[screen]:
            return FLOW[screen][event]
    return ANYWHERE.get(event)


def _resolve(target: Target, situation: Situation) -> ScreenId:
    """The first screen on the way that has a page."""
    for _ in range(len(FLOW)):
        if isinstance(target, Move):
            break
        screen = target if isinstance(target, str) else target(situation)
        if screen in situation.offered:
            return screen
        target = PASS_BY[screen]
    raise LookupError(f"no page on the way to {target}")


def _move(journey: Journey, move: Move, situation: Situation) -> Step:
    if move is Move.CLOSE:
        return Step(journey, closes=True)
    if move is Move.BACK:
        return back(replace(journey, draft=situation.answers))
    if move is Move.RETURN:
        starts = _kind(journey.origin) == "progress"
        return Step(replace(journey, screen=journey.origin, origin=""), starts=starts)
    if move is Move.GO_ON:
        onwards = FLOW[journey.origin]["skip"]
        return _go(replace(journey, origin=""), _resolve(onwards, situation), situation.answers)
    return Step(replace(journey, answers=situation.answers, draft=situation.answers))


def _go(
    journey: Journey,
    screen: ScreenId,
    answers: Answers,
    *,
    interrupts: bool = False,
    arriving: Answers | None = None,
) -> Step:
    kind = _kind(screen)
    arriving = arriving or answers
    if arriving.resume_at == screen:
        arriving = replace(arriving, resume_at="")
    arrived = Journey(screen, arriving, _left(journey, kind, answers), draft=arriving)
    if kind == "trouble":
        return Step(replace(arrived, origin=journey.waiting or journey.origin or journey.screen))
    if interrupts:
        return Step(replace(arrived, waiting=journey.measuring))
    return Step(arrived, starts=kind == "progress")


def _left(journey: Journey, next_kind: Kind, answers: Answers) -> tuple[Visit, ...]:
    """Only pages are kept for Back, and trouble on top of a page does not count as leaving it."""
    if _kind(journey.screen) != "page" or next_kind == "trouble":
        return journey.past
    return (*journey.past, Visit(journey.screen, answers))[-MAX_PAST:]
