"""Screen 53: one step of the guide a screen, with the router's page drawn and the place to press marked."""

from __future__ import annotations

from typing import Final

from app.routers.guide import Guide, Step
from app.routers.own_words import said
from app.routers.phrases import phrase
from app.routers.wording import restart_words, undo_words
from app.ui import guides
from app.ui.look import look
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.button import PressButton
from app.ui.widgets.command_box import CommandBox
from app.ui.widgets.flow_layout import Flow
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.pill import Pill
from app.ui.widgets.step_heading import StepHeading
from app.ui.widgets.step_picture import StepPicture
from app.wizard.answers import Walk

SMALL = "small_window"
"""Pressed on the page: keep the window small and in front of the browser."""


LARGEST_FOR_SMALL: Final = 1.5
"""Text size above which a small window would hold nothing."""


class StepPage(Page):
    """Router and step number, the instruction, the picture, commands to copy, and notes."""

    def build(self) -> None:
        self.column.removeWidget(self.heading)
        self.heading.hide()
        self.heading.deleteLater()
        self.step_heading = StepHeading()
        self.heading = self.step_heading
        self.words.hide()
        self.router, self.count = Label("subheading"), Label("small", quiet=True)
        for label in (self.router, self.count):
            label.setWordWrap(False)
        self.chip = Pill("", "look")
        self.small = PressButton(say("window", "guide", "small"), "quiet")
        self.small.setAccessibleName(say("window", "guide", "small_long"))
        self.small.clicked.connect(lambda: self.pressed.emit(SMALL))
        self._top = Flow()
        for widget in (self.router, self.count, self.chip, self.small):
            self._top.row.addWidget(widget)
        self.warning = Notice()
        self.undo, self.undo_commands = Notice("unknown"), CommandBox()
        self.picture = StepPicture()
        self.commands, self.notes = CommandBox(), Label("small", quiet=True)
        self.picture.clicked.connect(self.commands.copy)
        self.column.insertWidget(0, self.heading)  # first, because Tab follows the order of adding
        self.column.insertWidget(0, self._top)
        parts = (
            self.warning, self.undo, self.undo_commands, self.picture, self.commands, self.notes
        )  # fmt: skip
        for part in parts:
            self.column.addWidget(part)

    def restyle(self) -> None:
        super().restyle()
        self.column.setSpacing(look.gap(8))
        self.small.setVisible(look.scale <= LARGEST_FOR_SMALL)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        guide = guides.guide_of(scene.answers)
        steps = guides.steps_of(guide)
        walk = scene.answers.walk or Walk(guide.id, len(steps))
        step = steps[min(walk.step, len(steps) - 1)]
        self.router.setText(guide.brand)
        self.count.setText(say("window", "guide", "step", n=walk.step + 1, of=len(steps)))
        self.step_heading.show_sentence(guides.sentence_of(step, guide))
        self.picture.show_step(step, guide)
        self.commands.show_commands(step.commands)
        self.warning.say(said(step.warn))
        self._show_chip(step)
        self.notes.setText(" ".join(notes_of(step, guide, last=walk.at_the_end)))
        self.notes.setVisible(bool(self.notes.text()))
        self._show_undo(guide, walk)
        self.words.say(f"{self.count.text()}. {self.picture.alternative}")

    def _show_chip(self, step: Step) -> None:
        name = "inverted" if step.inverted else "expert" if step.expert else ""
        self.chip.setVisible(bool(name))
        if name:
            self.chip.show_state(phrase("banner", name), "look")

    def _show_undo(self, guide: Guide, walk: Walk) -> None:
        sentence = " ".join(filter(None, (undo_words(guide).plain, said(guide.undo.note))))
        self.undo.say(sentence if walk.undoing else "")
        self.undo_commands.show_commands(guide.undo.commands if walk.undoing else ())


def notes_of(step: Step, guide: Guide, *, last: bool) -> list[str]:
    """What stands below the picture: where values are found, what to expect, how sure we are, the restart."""
    notes = [f"<{name}>: {said(where)}." for name, where in step.fill]
    if step.expect:
        notes.append(phrase("verify", "expect", expect=step.expect).rstrip(".") + ".")
    if guide.confidence == "low" and step.kind != "restart":
        notes.append(phrase("banner", "low") + ".")
    if step.kind == "login" and guide.login:
        notes.append(said(guide.login))
    if last and guide.changes_something:
        notes.append(restart_words(guide).plain)
        notes += [said(guide.restart.note)] if guide.restart.note else []
    return notes
