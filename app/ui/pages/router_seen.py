"""Screen 32: the router as we recognised it, or the few that it can be."""

from __future__ import annotations

from app.ui import guides
from app.ui.pages.page import Page
from app.ui.pages.router_list import with_choice
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.router_label import RouterLabel
from app.ui.widgets.router_tiles import RouterTiles
from app.wizard.answers import Answers, Known


class RouterSeenPage(Page):
    """With two signs: one box with its name. With fewer: tiles, of which one is picked."""

    def build(self) -> None:
        self._known = Known()
        self._wrong = Notice()
        self.label = RouterLabel()
        self.tiles = RouterTiles()
        self.tiles.picked.connect(lambda: self._wrong.say(""))
        self.where = Label("small", say("window", "router_seen", "where"), quiet=True)
        for part in (self._wrong, self.label, self.tiles, self.where):
            self.column.addWidget(part)

    def fill_in(self, scene: Scene) -> None:
        self._known = scene.known
        self._wrong.say("")
        seen = [guides.guide_named(name) for name in scene.known.routers]
        walk = scene.draft.walk
        picked = walk.guide if walk else ""
        self.tiles.show_guides(seen[: guides.MOST_SHOWN], picked)
        if seen:
            self.label.show_router(seen[0].brand, seen[0].family)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        sure = self._sure(scene.known)
        self.label.setVisible(sure)
        self.tiles.setVisible(not sure)
        told = self.screen_data.words if sure else say("window", "router_seen", "not_sure")
        kind = "" if sure else guides.kind_words(scene.known)
        self.words.say(f"{kind} {told}".strip())

    @staticmethod
    def _sure(known: Known) -> bool:
        return known.router_sure or len(known.routers) == 1

    @property
    def _choice(self) -> str:
        if self._sure(self._known):
            return self._known.routers[0] if self._known.routers else ""
        return self.tiles.choice

    def changes(self, answers: Answers) -> Answers:
        return with_choice(answers, self._choice, self._known)

    def missing(self) -> str:
        sentence = "" if self._choice else say("window", "router_seen", "pick")
        self._wrong.say(sentence)
        return sentence
