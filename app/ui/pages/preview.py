"""Screen 71: what will be sent, what can be left out, and the ticket it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QGridLayout, QWidget

from app.model.choices import VOICE, Choices
from app.model.json import JsonObject
from app.ui.delivery import Delivery, sentence_of
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.field import TextField
from app.ui.widgets.label import Label
from app.ui.widgets.tick import Tick
from app.wizard.answers import Answers, Sending


class PreviewPage(Page):
    """Ticks, ticket and note. Continue makes the files first, so that they are there whatever way they go."""

    def build(self) -> None:
        self.delivery = Delivery()
        self._scene: Scene | None = None
        self._packed: Sending | None = None
        self._gone_wrong = False
        ticks = QWidget()
        grid = QGridLayout(ticks)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)  # a tick brings its own room
        self.always = Tick("results", say("window", "sending", "results"))
        self.always.setChecked(True)
        self.always.clicked.connect(lambda: self.always.setChecked(True))  # always goes along, and says so
        self.ticks = {
            field.id: Tick(field.id, field.label) for field in self.screen_data.fields if field.kind == "tick"
        }
        for place, tick in enumerate((self.always, *self.ticks.values())):
            grid.addWidget(tick, place // 2, place % 2)
        self.fields = {
            field.id: TextField(field.id, field.label) for field in self.screen_data.fields if field.kind == "text"
        }
        for name, most in (("ticket", 60), ("notes", 600)):
            self.fields[name].edit.setMaxLength(most)
        self.told = Label("small", quiet=True)
        for part in (ticks, self.told, *self.fields.values()):
            self.column.addWidget(part)
        self.told.hide()
        for tick in self.ticks.values():
            tick.toggled.connect(self._changed)
        self._recording = False
        self.ticks["voice_sample"].toggled.connect(self._record)
        for field in self.fields.values():
            field.edit.textChanged.connect(self._changed)

    def fill_in(self, scene: Scene) -> None:
        known = scene.draft.sending or Sending()
        for name, tick in self.ticks.items():
            tick.blockSignals(True)  # only a person's own tick records their voice
            tick.setChecked(bool(getattr(known.choices, name)))
            tick.blockSignals(False)
        for name, field in self.fields.items():
            field.edit.setText(str(getattr(known.choices, name)))
        self.ticks["voice_sample"].setVisible(bool(scene.folder))
        self._changed()

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        saved_now = self._scene is not None and not self._scene.known.report and bool(scene.known.report)
        self._scene = scene
        if not scene.known.report and not scene.folder and not scene.notice:
            self.notice.say(say("window", "report", "nothing"))
        elif not scene.known.report and not scene.notice:
            self._tell(say("window", "report", "saving"))
        elif saved_now:
            self._tell("")

    def _changed(self) -> None:
        self._packed, self._gone_wrong = None, False
        self._tell("")

    def _record(self, wanted: bool) -> None:
        """Ticked: a few seconds are recorded now. The tick taken away: they are gone."""
        if self._scene is None or not self._scene.folder:
            return
        if not wanted:
            if self._recording:
                self.delivery.cancel()
            self._recording = False
            (Path(self._scene.folder) / VOICE).unlink(missing_ok=True)
            return
        self._recording = True
        self._say("voice_speak")
        microphone = self._scene.journey.answers.microphone
        request: JsonObject = {"do": "voice", "folder": self._scene.folder, "microphone": microphone}
        self.delivery.start(request, self._recorded)

    def _recorded(self, answer: JsonObject) -> None:
        self._recording = False
        if answer.get("voice") == "kept":
            self._say("voice_kept")
            return
        self.ticks["voice_sample"].setChecked(False)
        self._say("voice_nothing")

    def _say(self, sentence: str) -> None:
        self._tell(say("window", "sending", sentence))
        self.said.emit(say("window", "sending", sentence))

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))

    def _wanted(self) -> Sending:
        ticked = {name: tick.isChecked() for name, tick in self.ticks.items()}
        written = {name: field.edit.text() for name, field in self.fields.items()}
        return Sending(Choices.from_json({**ticked, **written}))

    def missing(self) -> str:
        """Makes the files on the first press, and goes on by itself when they are there."""
        if self._packed is not None or self._gone_wrong or self._scene is None or not self._scene.folder:
            return ""
        if not self._scene.known.report:
            return say("window", "report", "saving")
        if self._recording:
            return say("window", "sending", "voice_speak")
        if not self.delivery.busy:
            self._pack(self._go_on)
        return say("window", "sending", "packing")

    def _go_on(self) -> None:
        """Only while the person is still here: who went elsewhere meanwhile stays there."""
        if self.isVisible():
            self.pressed.emit("continue")

    def act(self, event: str) -> bool:
        """The full report as it will be sent, without what was left out."""
        if event != "open_report" or self._scene is None or not self._scene.known.report:
            return False
        if not self.delivery.busy:
            self._pack(self._open)
        return True

    def _pack(self, then: Callable[[], None]) -> None:
        wanted = self._wanted()
        self._tell(say("window", "sending", "packing"))
        assert self._scene is not None
        request: JsonObject = {"do": "pack", "folder": self._scene.folder, "choices": choices_of(wanted)}

        def done(answer: JsonObject) -> None:
            if self._take(wanted, answer):
                then()

        self.delivery.start(request, done)

    def _take(self, wanted: Sending, answer: JsonObject) -> bool:
        sentence = sentence_of(answer)
        if sentence:
            self._gone_wrong = True
            self._tell(sentence)
            self.said.emit(sentence)
            return False
        self._packed = packed(wanted, answer)
        size = answer.get("size")
        megabytes = f"{max(0.1, size / 1024 / 1024):.1f}" if isinstance(size, int) else "0"
        self._tell(say("window", "sending", "size", count=len(self._packed.files), megabytes=megabytes))
        return True

    def _open(self) -> None:
        from app.ui import actions

        if self._packed and self._packed.files and not actions.open_url(QUrl.fromLocalFile(self._packed.files[0])):
            self._tell(say("window", "report", "cannot_open", path=self._packed.files[0]))

    def changes(self, answers: Answers) -> Answers:
        return replace(answers, sending=self._packed or self._wanted())


def choices_of(sending: Sending) -> JsonObject:
    """As delivery reads them."""
    return asdict(sending.choices)


def packed(wanted: Sending, answer: JsonObject) -> Sending:
    """*wanted* with what delivery tells of the files."""
    files = answer.get("files")
    return replace(
        wanted,
        files=tuple(str(name) for name in files) if isinstance(files, list) else (),
        address=str(answer.get("address") or ""),
        subject=str(answer.get("subject") or ""),
        summary=str(answer.get("body") or ""),
    )
