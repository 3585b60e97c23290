"""Screen 22: server, user and password, typed or from the file that support sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.model.errors import UserError
from app.model.profile import Profile
from app.model.profile_toml import profile_from_data
from app.model.secret import Secret
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.setup_file import FIELD_OF_KEY, Sections, read_setup, sealed, unsealed, with_typed
from app.ui.widgets.field import TextField
from app.ui.widgets.pill import Pill
from app.wizard.answers import Answers, SignIn

_PRACTICE = SignIn("testline.invalid", "100", Secret("practice"))


class SignInPage(Page):
    """Three fields. In practice they are filled in and cannot be changed."""

    def build(self) -> None:
        self._sections: Sections = {}
        self._file = ""
        self._practice = False
        self._from_file = Pill("", "ok", sign=True)
        self._from_file.hide()
        self.column.addWidget(self._from_file)
        self.fields: dict[str, TextField] = {}
        for field in self.screen_data.fields:
            hint = say("window", "details_screen", f"hint_{field.id}") if field.kind == "text" else ""
            made = TextField(field.id, field.label, hint, secret=field.kind == "secret")
            made.edit.textEdited.connect(lambda _text, made=made: made.complain(""))
            self.fields[field.id] = made
            self.column.addWidget(made)

    def fill_in(self, scene: Scene) -> None:
        answers = scene.draft
        self._practice = answers.practice is not None
        self._sections, self._file = unsealed(answers.sections), answers.profile_file
        typed = _PRACTICE if self._practice else answers.sign_in or _of(answers.profile, self._sections)
        values = {"server": typed.server, "user": typed.user, "password": _plain(typed.password)}
        for identity, field in self.fields.items():
            field.edit.setText(values[identity])
            field.edit.setReadOnly(self._practice)
            field.complain("")
        self._tell_file()

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        told = self.screen_data.words
        self.words.say(say("window", "details_screen", "practice") if self._practice else told)

    def take_file(self, path: Path) -> None:
        """Use the file that support sent; what it does not hold can still be typed. Raises :class:`UserError`."""
        profile, sections = read_setup(path)
        self._sections, self._file = sections, path.name
        account = profile.account
        values = {"server": account.domain, "user": account.username, "password": _plain(account.password)}
        for identity, value in values.items():
            self.fields[identity].edit.setText(value)
            self.fields[identity].complain("")
        self._tell_file()

    def _tell_file(self) -> None:
        self._from_file.show_state(say("window", "details_screen", "from_file", name=self._file), "ok")
        self._from_file.setVisible(bool(self._file) and not self._practice)

    def _typed(self) -> SignIn:
        server, user, password = (self.fields[name].edit.text() for name in ("server", "user", "password"))
        return SignIn(server.strip(), user.strip(), Secret(password) if password else None)

    def missing(self) -> str:
        if self._practice:
            return ""
        typed = self._typed()
        empty = [
            name
            for name, value in zip(self.fields, (typed.server, typed.user, typed.password), strict=True)
            if not value
        ]
        complaints = {name: say("window", "missing", name) for name in empty}
        if not complaints:
            complaints = self._refused(typed)
        for name, field in self.fields.items():
            field.complain(complaints.get(name, ""))
        return next(iter(complaints.values()), "")

    def _refused(self, typed: SignIn) -> dict[str, str]:
        try:
            profile_from_data(with_typed(self._sections, typed))
        except UserError as error:
            name = FIELD_OF_KEY.get(str(error.values.get("key", "")), "server")
            return {name: say("window", "wrong", name)}
        return {}

    def changes(self, answers: Answers) -> Answers:
        if self._practice:
            return answers
        typed = self._typed()
        sections = with_typed(self._sections, typed)
        changed = replace(answers, sign_in=typed, profile_file=self._file)
        try:
            return replace(changed, profile=profile_from_data(sections), sections=sealed(sections))
        except UserError:
            return changed  # incomplete: kept for the next visit, and missing() keeps it from going on

    def first_focus(self) -> QWidget:
        wanting = (field.edit for field in self.fields.values() if not field.edit.text())
        return self.heading if self._practice else next(wanting, self.heading)


def _of(profile: Profile | None, sections: Sections) -> SignIn:
    """What a file or a code brought, also when it is not complete."""
    if profile is None:
        account = sections.get("account", {})
        password = account.get("password")
        typed = Secret(str(password)) if password else None
        return SignIn(str(account.get("domain", "")), str(account.get("username", "")), typed)
    return SignIn(profile.account.domain, profile.account.username, profile.account.password)


def _plain(secret: Secret | None) -> str:
    return secret.reveal() if secret else ""
