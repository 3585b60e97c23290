"""Screens on which the program works: countdown, what it is doing, and what can be seen of the line meanwhile."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.ui.look import look
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.label import Label
from app.ui.widgets.lines import StepLines
from app.ui.widgets.path_picture import Flow, PathPicture
from app.ui.widgets.ring import Ring
from app.ui.widgets.sound import LevelBar, SoundRow
from app.wizard.path import path_of

YOUR_TURN: Final = frozenset({"you_listen", "you_speak", "playing_back"})
"""Steps at which the person has something to do."""


class MeasuringPage(Page):
    """The countdown beside the words, and the steps. Moves on by itself when the test is over."""

    STEPS: ClassVar[int] = 4

    def build(self) -> None:
        self.ring = Ring()
        self.steps = StepLines(self.STEPS)
        self.column.removeWidget(self.words)
        self.beside = QVBoxLayout()
        self.beside.setSpacing(4)
        self.beside.addStretch(1)
        self.beside.addWidget(self.words)
        self.beside.addStretch(1)
        self._top = QHBoxLayout()
        self._top.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignVCenter)
        self._top.addLayout(self.beside, 1)
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
        self.steps.show_steps([say("steps", step, "text") for step in scene.live.steps or ["starting"]])


class LookingPage(MeasuringPage):
    """Steps that are ticked off, and the way of a call filling with colour."""

    def build_below(self) -> None:
        self.path = PathPicture(grows=True)
        self.column.addSpacing(4)
        self.column.addWidget(self.path, 2)
        self.column.addSpacing(4)
        self.column.addWidget(self.steps)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.path.show_path(path_of(scene.known), moving=True)


class BellPage(LookingPage):
    """Somebody calls from outside: the dots run towards this computer."""

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.path.show_path(path_of(scene.known), moving=True, flow=Flow(inbound=True))


class CallPage(MeasuringPage):
    """A call: its way, whether sound packets come in each direction, and how loud it is."""

    STEPS: ClassVar[int] = 1

    def build_below(self) -> None:
        self.path = PathPicture(small=True)
        self.rows = {direction: SoundRow(direction) for direction in ("inbound", "outbound")}
        self.column.addSpacing(2)
        self.column.addWidget(self.path)
        for row in self.rows.values():
            self.column.addWidget(row)
        self.column.addWidget(self.steps)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        flow = Flow(scene.live.outbound.arrives(scene.now), scene.live.inbound.arrives(scene.now))
        self.path.show_path(path_of(scene.known), moving=True, flow=flow)
        self._tell_turn(scene)
        self.level_changed(scene)

    def _tell_turn(self, scene: Scene) -> None:
        """The computer measures first, then it is the person's turn; the page says when."""
        step = scene.live.steps[-1] if scene.live.steps else ""
        told = say("window", "your_turn", step) if step in YOUR_TURN else self.screen_data.words
        if told != self.words.plain:
            self.words.say(told)

    def level_changed(self, scene: Scene) -> None:
        for direction, way in (("inbound", scene.live.inbound), ("outbound", scene.live.outbound)):
            self.rows[direction].show_way(tuple(way.levels), arrives=way.arrives(scene.now))


class HeldCallPage(CallPage):
    """The long call: a line that says what the person hears meanwhile, where there is something to hear."""

    def build_below(self) -> None:
        super().build_below()
        self.meanwhile = Label("small", quiet=True)
        self.beside.insertWidget(self.beside.count() - 1, self.meanwhile)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        heard = scene.known.devices == "found"
        self.meanwhile.setText(say("window", "held", "music" if heard else "alone"))


class SoundCheckPage(MeasuringPage):
    """Three notes, then a green bar that moves with the voice."""

    def build_below(self) -> None:
        self.bar = LevelBar()
        self.column.addSpacing(18)
        self.column.addWidget(self.bar)
        self.column.addSpacing(12)
        self.column.addWidget(self.steps)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.level_changed(scene)

    def level_changed(self, scene: Scene) -> None:
        levels = scene.live.outbound.levels
        self.bar.show_level(levels[-1] if levels else None)
