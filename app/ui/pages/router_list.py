"""Screens 32b and 53b: which router it is, by what the label says, and what else may fit."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.ui import guides
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.field import TextField
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.router_tiles import RouterTiles
from app.wizard.answers import Answers, Known
from app.wizard.boxes import has_two, order


class RouterListPage(Page):
    """A line to search with, and the routers that fit."""

    def build(self) -> None:
        self._known = Known()
        self._wrong = Notice()
        field = self.screen_data.fields[0]
        hint = say("window", "guide", "search_hint")
        self.search = TextField(field.id, field.label, hint)
        self.search.edit.setMaxLength(80)
        self.search.edit.textEdited.connect(self._find)
        self.lead = Label("small", quiet=True)
        self.tiles = RouterTiles()
        self.tiles.picked.connect(lambda: self._wrong.say(""))
        for part in (self._wrong, self.search, self.lead, self.tiles):
            self.column.addWidget(part)

    def fill_in(self, scene: Scene) -> None:
        self._known = scene.known
        walk = scene.draft.walk
        picked = walk.guide if walk else _likeliest(scene.known)
        text = self.search.edit.text()
        if walk and walk.guide not in {guide.id for guide in guides.choices_for(text, scene.known).shown}:
            text = guides.guide_of(scene.draft).brand if walk.guide != guides.GENERIC else ""
            self.search.edit.setText(text)
        self._show(text, picked)

    def _find(self, text: str) -> None:
        self._wrong.say("")
        self._show(text, self.tiles.choice)

    def _show(self, text: str, picked: str) -> None:
        found = guides.choices_for(text, self._known)
        if text.strip() and len(found.shown) == 1:
            picked = found.shown[0].id
        self.tiles.show_guides(found.shown, picked)
        self.lead.setText(self._about(text, found))

    def _about(self, text: str, found: guides.Choices) -> str:
        if not text.strip():
            return self._about_known()
        if not found.shown:
            return say("window", "guide", "none_found")
        return say("window", "guide", "more", n=found.more) if found.more else say("window", "guide", "found")

    def _about_known(self) -> str:
        if has_two(self._known):
            return say("window", "guide", "two_boxes")
        kind = guides.kind_words(self._known)
        if kind:
            return say("window", "kinds", "first", kind=kind)
        return say("window", "guide", "we_think" if self._known.routers else "often_seen")

    def changes(self, answers: Answers) -> Answers:
        return with_choice(answers, self.tiles.choice, self._known)

    def missing(self) -> str:
        sentence = "" if self.tiles.choice else say("window", "guide", "pick")
        self._wrong.say(sentence)
        return sentence

    def first_focus(self) -> QWidget:
        return self.heading


class OtherWaysPage(Page):
    """What else may fit, when the screens look different or the first way did not help."""

    def build(self) -> None:
        self._known = Known()
        self._wrong = Notice()
        self.tiles = RouterTiles()
        self.tiles.picked.connect(lambda: self._wrong.say(""))
        self.names = Label("small", quiet=True)
        for part in (self._wrong, self.tiles, self.names):
            self.column.addWidget(part)

    def fill_in(self, scene: Scene) -> None:
        self._known = scene.known
        guide = guides.guide_of(scene.answers)
        self.tiles.show_guides(guides.other_ways(guide, scene.known), "")
        names = ", ".join(guide.feature[:4])
        called = say("window", "guide", "look_for", names=names) if names else ""
        self.names.setText(" ".join(filter(None, (guides.kind_words(scene.known), called))))

    def changes(self, answers: Answers) -> Answers:
        return with_choice(answers, self.tiles.choice, self._known)

    def missing(self) -> str:
        sentence = "" if self.tiles.choice else say("window", "guide", "pick_way")
        self._wrong.say(sentence)
        return sentence


def _likeliest(known: Known) -> str:
    """The router to have picked already: the first of two boxes, or the one that two signs speak for."""
    if has_two(known):
        return order(known)[0]
    return known.routers[0] if known.router_sure else ""


def with_choice(answers: Answers, picked: str, known: Known) -> Answers:
    """*answers* with the router *picked*; the walk that is under way stays when it is the same one."""
    if not picked or (answers.walk and answers.walk.guide == picked):
        return answers
    return replace(answers, walk=guides.walk_for(guides.guide_named(picked), known))
