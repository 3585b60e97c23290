"""Screen 22: the setup code from support, typed, pasted, or the file in its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from app.model.errors import UserError
from app.model.profile import Profile
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.setup_file import Sections, read_setup, sealed, sections_of
from app.ui.widgets.field import TextField
from app.ui.widgets.icon_cards import IconCards
from app.ui.widgets.pill import Pill
from app.wizard.answers import Answers
from app.wizard.setup_code import grouped, is_complete, tidy

if TYPE_CHECKING:
    from app.ui.code_fetch import CodeFetch

MOST_TYPED: Final = 40
"""Room for blanks and dashes."""
_HOW: Final = (("node_service", "first"), ("symptom_menu_keys", "second"), ("answer_yes", "third"))


class SetupCodePage(Page):
    """One field. Continue asks the provider, and goes on when the settings are there."""

    def build(self) -> None:
        self._found: tuple[Profile, Sections] | None = None
        self._address, self._file, self._asking = "", "", False
        self._fetch: CodeFetch | None = None
        field = self.screen_data.fields[0]
        self.code = TextField(field.id, field.label, say("window", "code_page", "hint"))
        self.code.edit.setMaxLength(MOST_TYPED)
        self.code.edit.textEdited.connect(self._typed)
        self.told = Pill("", "unknown", sign=True)
        self.told.hide()
        self.column.addSpacing(8)
        self.column.addWidget(self.code)
        self.column.addWidget(self.told)
        self.column.addSpacing(16)
        self.column.addWidget(IconCards(*((name, say("window", "code_page", words)) for name, words in _HOW)))

    def fill_in(self, scene: Scene) -> None:
        self._address = scene.draft.provider.setup
        self._asking = False
        self.code.complain("")
        if self._found is None:
            self.told.hide()

    def _typed(self, text: str) -> None:
        self._found, self._asking, self._file = None, False, ""
        self.told.hide()
        self.code.complain("")
        code = tidy(text)
        if is_complete(code):
            self.code.edit.setText(grouped(code))

    def missing(self) -> str:
        """Complains about the code, or says that it is being asked for; empty when the settings are there."""
        if self._found is not None:
            return ""
        code = tidy(self.code.edit.text())
        if not is_complete(code):
            sentence = say("window", "code_page", "incomplete" if code else "empty")
            self.code.complain(sentence)
            return sentence
        if not self._asking:
            self._ask(code)
        return say("window", "code_page", "asking")

    def _ask(self, code: str) -> None:
        from app.ui.code_fetch import CodeFetch

        self._fetch = self._fetch or CodeFetch(self._took, self._failed)
        self._asking = True
        self._tell("asking", "unknown")
        self._fetch.start(self._address, code)

    def _took(self, data: bytes) -> None:
        try:
            found = sections_of(data)
        except UserError:
            self._failed("unreadable")
            return
        self._found, self._asking = found, False
        self._tell("found", "ok")
        self.pressed.emit("continue")

    def _failed(self, name: str) -> None:
        self._asking = False
        self.told.hide()
        sentence = say("window", "code_page", name)
        self.code.complain(sentence)
        self.said.emit(sentence)

    def _tell(self, name: str, state: str) -> None:
        self.told.show_state(say("window", "code_page", name), state)
        self.told.show()

    def take_file(self, path: Path) -> None:
        """The file from support goes the same way as the code. Raises :class:`UserError`."""
        self._found = read_setup(path)
        self._file = path.name
        self.pressed.emit("continue")

    def changes(self, answers: Answers) -> Answers:
        if self._found is None:
            return answers
        profile, sections = self._found
        complete = bool(profile.account.username and profile.account.password)
        return replace(
            answers, profile=profile if complete else None, sections=sealed(sections), profile_file=self._file
        )

    def first_focus(self) -> QWidget:
        return self.code.edit
