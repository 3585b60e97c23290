"""One run as a whole: how many questions ended how, and where on the way of a call the fault lies."""

from __future__ import annotations

from collections import Counter

from app.model.call_path import Places, places
from app.model.diagnosis import Diagnosis
from app.model.figures import Tally
from app.model.names import QUESTIONS, Question
from app.model.states import state_of


def tally_of(diagnosis: Diagnosis) -> Tally:
    """The questions that were asked, counted by their state."""
    states = Counter(state_of(question, diagnosis) for question in QUESTIONS if diagnosis.verdict(question))
    return Tally(states["pass"], states["fail"], states["warn"], states["not_run"])


def path_of(diagnosis: Diagnosis) -> Places:
    """The states of the four places, with the one that the first finding lies in."""

    def answer_to(question: Question) -> str | None:
        verdict = diagnosis.verdict(question)
        return verdict.answer if verdict else None

    return places(answer_to, next(iter(diagnosis.findings), None))
