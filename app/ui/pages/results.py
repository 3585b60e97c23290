"""Screen 51b: every test and what came of it. "Not tested" and "could not tell" are never shown as good."""

from __future__ import annotations

from app.model.diagnosis import Verdict
from app.model.names import QUESTIONS, Question
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.results_list import Result, ResultsList
from app.wizard.answers import Known


class ResultsPage(Page):
    """The list."""

    def build(self) -> None:
        self.results = ResultsList()
        self.column.addWidget(self.results)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.results.show_results(results_of(scene.known))


def results_of(known: Known) -> list[Result]:
    """A line for each test that was asked for, in the order of the questions."""
    asked = [question for question in QUESTIONS if question in known.verdicts]
    return [_result(question, known.verdicts[question]) for question in asked]


def _result(question: Question, verdict: Verdict) -> Result:
    name = say("questions", question, "name")
    if verdict.reason in ("not_run", "stopped"):
        return Result("unknown", name, say("states", "not_run", "word"))
    return Result(state_of(verdict), name, say("questions", question, verdict.answer))


def state_of(verdict: Verdict) -> str:
    """The sign of a verdict: which answer is the good one is said beside the words."""
    good = say("questions", verdict.question, "good")
    if verdict.answer == "cannot_tell":
        return "unknown"
    return "ok" if good in (verdict.answer, "either") else "broken"
