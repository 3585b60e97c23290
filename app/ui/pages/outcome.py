"""Screens 61 and 62: what checking again brought."""

from __future__ import annotations

from app.model.diagnosis import Verdict
from app.ui.pages.page import Page
from app.ui.pages.results import state_of
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.path_picture import PathPicture
from app.ui.widgets.results_list import Result, ResultsList
from app.wizard.answers import Known
from app.wizard.path import path_of
from app.wizard.plan import cause_tests

MOST_LINES = 3


def changes_of(known: Known) -> list[Result]:
    """The tests tied to the cause, then those whose answer changed: as they are now, and as they were before."""
    then = {verdict.question: verdict for verdict in known.before.verdicts}
    tied = cause_tests(known.before.primary)
    now = known.verdicts
    changed = [name for name, was in then.items() if name in now and now[name].answer != was.answer]
    questions = [name for name in dict.fromkeys((*tied, *changed)) if name in now]
    return [line_of(known.verdicts[name], then.get(name)) for name in questions[:MOST_LINES]]


def line_of(now: Verdict, was: Verdict | None) -> Result:
    """A test as it is now, and as it was where that differs."""
    after = say("questions", now.question, now.answer)
    if was is not None and was.answer != now.answer:
        after = say("window", "outcome", "was", after=after, before=say("questions", was.question, was.answer))
    return Result(state_of(now), say("questions", now.question, "name"), after)


class OutcomePage(Page):
    """Words, the way of a call as it is now, and the tests."""

    def build(self) -> None:
        self.column.addSpacing(8)
        self.path = PathPicture(grows=True)
        self.results = ResultsList()
        self.column.addWidget(self.path, 3)
        self.column.addWidget(self.results)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.path.show_path(path_of(scene.known))
        self.results.show_results(changes_of(scene.known))
