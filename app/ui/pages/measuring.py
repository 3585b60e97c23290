"""Screens on which the program works: countdown, what it is doing, and what can be seen of the line meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from app.ui.look import look
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.lines import StepLines
from app.ui.widgets.path_picture import PathPicture
from app.ui.widgets.ring import Ring
from app.ui.widgets.sound import LevelBar, SoundRow
from app.wizard.path import path_of


class MeasuringPage(Page):
    """The countdown beside the words. Moves on by itself when the test is over."""

    def build(self) -> None:
        self.ring = Ring()
        self.column.removeWidget(self.words)
        self._top = QHBoxLayout()
        self._top.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignVCenter)
        self._top.addWidget(self.words, 1)
        self.column.addLayout(self._top)
        self.build_below()

    def build_below(self) -> None:
        """What can be seen of this kind of test."""

    def restyle(self) -> None:
        super().restyle()
        self._top.setSpacing(look.gap(16))

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.ring.show_time(scene.live.done(scene.now), scene.live.remaining_s(scene.now))


class LookingPage(MeasuringPage):
    """Steps that are ticked off, and the way of a call filling with colour."""

    def build_below(self) -> None:
        self.column.addSpacing(6)
        self.path = PathPicture()
        self.steps = StepLines()
        self.column.addWidget(self.path)
        self.column.addSpacing(4)
        self.column.addWidget(self.steps)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.path.show_path(path_of(scene.known), moving=True)
        steps = scene.live.steps or ["starting"]
        self.steps.show_steps([say("steps", step, "text") for step in steps])


class CallPage(MeasuringPage):
    """A call: the way, and how loud it is in each direction."""

    def build_below(self) -> None:
        self.path = PathPicture(small=True)
        self.rows = {direction: SoundRow(direction) for direction in ("inbound", "outbound")}
        self.column.addSpacing(4)
        self.column.addWidget(self.path)
        self.column.addSpacing(4)
        for row in self.rows.values():
            self.column.addWidget(row)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.path.show_path(path_of(scene.known), moving=True)
        self.level_changed(scene)

    def level_changed(self, scene: Scene) -> None:
        self.rows["inbound"].wave.show_levels(tuple(scene.live.inbound))
        self.rows["outbound"].wave.show_levels(tuple(scene.live.outbound))


class SoundCheckPage(MeasuringPage):
    """Three notes, then a green bar that moves with the voice."""

    def build_below(self) -> None:
        self.bar = LevelBar()
        self.steps = StepLines()
        self.column.addSpacing(14)
        self.column.addWidget(self.bar)
        self.column.addSpacing(8)
        self.column.addWidget(self.steps)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        steps = scene.live.steps or ["starting"]
        self.steps.show_steps([say("steps", step, "text") for step in steps])
        self.level_changed(scene)

    def level_changed(self, scene: Scene) -> None:
        self.bar.show_level(scene.live.outbound[-1] if scene.live.outbound else None)
