"""Screen 73: the address, the file and the summary, each to copy, for mail in a web browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from app.model.json import JsonObject
from app.ui.delivery import Delivery, sentence_of
from app.ui.look import look
from app.ui.pages.page import Page
from app.ui.pages.preview import choices_of, packed
from app.ui.pages.report import breakable
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.button import PressButton
from app.ui.widgets.label import Label
from app.wizard.answers import Answers, Sending
from app.wizard.presses import BY_HAND

_SELECTABLE: Final = Qt.TextInteractionFlag.TextSelectableByMouse


class ByHandPage(Page):
    """What to copy, and what was copied."""

    def build(self) -> None:
        self._files: tuple[str, ...] = ()
        self._packed: Sending | None = None
        self._scene: Scene | None = None
        self._summary = self._address = ""
        self.address = Label("subheading")
        self.address.setTextInteractionFlags(_SELECTABLE)
        self.name = Label("body")
        self.place = Label("small", quiet=True)
        for part in (self.name, self.place):
            part.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            part.setTextInteractionFlags(_SELECTABLE)
        self.told = Label("small")
        self.delivery = Delivery()
        self._buttons = QWidget()
        self._grid = QGridLayout(self._buttons)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._presses = [self._press(name) for name in BY_HAND]
        self.column.addSpacing(4)
        for widget in (self.address, self.name, self.place, self._buttons, self.told):
            self.column.addWidget(widget)

    def _press(self, event: str) -> PressButton:
        shown = self.screen_data.button(event)
        button = PressButton(shown.label if shown else event, "plain")
        button.clicked.connect(lambda: self.pressed.emit(event))
        return button

    def restyle(self) -> None:
        super().restyle()
        columns = 2 if look.scale < 1.6 else 1
        for place, button in enumerate(self._presses):
            self._grid.addWidget(button, place // columns, place % columns, Qt.AlignmentFlag.AlignLeading)
        self._grid.setColumnStretch(columns, 1)

    def fill_in(self, scene: Scene) -> None:
        self.told.setText("")
        sending = scene.answers.sending
        self._packed = sending if sending and sending.files else None
        if self._packed is None and scene.known.report:
            wanted = sending or Sending()
            self.told.setText(say("window", "sending", "packing"))
            request: JsonObject = {"do": "pack", "folder": scene.folder, "choices": choices_of(wanted)}
            self.delivery.start(request, lambda answer: self._take(packed(wanted, answer), sentence_of(answer), scene))

    def _take(self, made: Sending, sentence: str, scene: Scene) -> None:
        self.told.setText(sentence)
        self._packed = None if sentence else made
        self.show_scene(scene)

    def changes(self, answers: Answers) -> Answers:
        return replace(answers, sending=self._packed or answers.sending)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self._scene = scene
        sending = self._packed or scene.answers.sending
        self._files = sending.files if sending else ()
        self._summary = f"{sending.subject}\n\n{sending.summary}" if sending else ""
        self._address = (sending.address if sending else "") or scene.provider.email
        self.address.setText(self._address or say("window", "sending", "ask_address"))
        self.name.setText(Path(self._files[0]).name if self._files else "")
        self.place.setText(breakable(str(Path(self._files[0]).parent)) if self._files else "")

    def act(self, event: str) -> bool:
        """Show, copy or open; what was done is said."""
        if event == "open_draft":
            self._open_draft()
            return True
        deeds: dict[str, Callable[[], bool]] = {
            "show_file": self._show,
            "copy_file": self._copy_file,
            "copy_address": lambda: self._copy(self._address),
            "copy_summary": lambda: self._copy(self._summary),
        }
        deed = deeds.get(event)
        if deed is None:
            return False
        self._tell(say("window", "sending", f"done_{event}" if deed() else "nothing_to_copy"))
        return True

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.said.emit(sentence)

    def _open_draft(self) -> None:
        """As a file that mail programs open: some as a draft to send, others like a mail that came in."""
        if self._scene is None or self.delivery.busy:
            return
        sending = self._packed or self._scene.answers.sending or Sending()
        self._tell(say("window", "sending", "busy_mail"))
        request: JsonObject = {"do": "draft", "folder": self._scene.folder, "choices": choices_of(sending)}
        self.delivery.start(request, self._opened)

    def _opened(self, answer: JsonObject) -> None:
        from app.ui import actions

        opened = bool(answer.get("draft")) and actions.open_url(QUrl.fromLocalFile(str(answer["draft"])))
        self._tell(sentence_of(answer) or say("window", "sending", "done_open_draft" if opened else "nothing_opened"))

    def _show(self) -> bool:
        from app.delivery.hand import show_file
        from app.ui import actions

        if not self._files:
            return False
        file = Path(self._files[0])
        return show_file(file) or actions.open_url(QUrl.fromLocalFile(str(file.parent)))

    def _copy_file(self) -> bool:
        if not self._files:
            return False
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(name) for name in self._files])
        QGuiApplication.clipboard().setMimeData(data)
        return True

    def _copy(self, text: str) -> bool:
        if not text:
            return False
        QGuiApplication.clipboard().setText(text)
        return True
