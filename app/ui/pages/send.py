"""Screens 72, 72b and 72q: Send is pressed here, and nowhere else does anything leave this computer."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from app.model.json import JsonObject
from app.ui.delivery import Delivery, outbox, sentence_of
from app.ui.pages.page import Page
from app.ui.pages.preview import choices_of
from app.ui.pages.question import QuestionPage
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.icon_cards import IconCards
from app.ui.widgets.label import Label
from app.wizard.answers import Answers


class SendPage(Page):
    """What goes where; then the system's own mail window."""

    DEED = "mail"
    CARDS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("sheet_small", "mail_made"),
        ("envelope", "mail_opens"),
        ("paper_plane", "mail_send"),
    )
    """What happens, in its order, with ids of the word list ``window.icons``."""

    def build(self) -> None:
        self.delivery = Delivery()
        self._scene: Scene | None = None
        self._answer: JsonObject | None = None
        self.to = Label("subheading")
        self.what = Label("small", quiet=True)
        self.told = Label("body")
        self.column.addSpacing(8)
        cards = IconCards(*((picture, say("window", "icons", words)) for picture, words in self.CARDS))
        for part in (cards, self.to, self.what, self.told):
            self.column.addWidget(part)

    def fill_in(self, scene: Scene) -> None:
        self._answer = None
        self.told.setText("")

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self._scene = scene
        sending = scene.answers.sending
        self.to.setText(self.where(scene))
        names = [name.replace("\\", "/").rpartition("/")[2] for name in sending.files] if sending else []
        self.what.setText("\n".join(names))

    def where(self, scene: Scene) -> str:
        """The address, or the provider's name."""
        sending = scene.answers.sending
        return (sending.address if sending else "") or scene.provider.name

    def request(self, scene: Scene) -> JsonObject:
        """What delivery is asked to do."""
        sending = scene.answers.sending
        choices = choices_of(sending) if sending else {}
        return {"do": self.DEED, "folder": scene.folder, "choices": choices}

    def missing(self) -> str:
        """The first press begins; the screen goes on by itself when it is known how it went."""
        if self._answer is not None or self._scene is None or not self._scene.folder:
            return ""
        sentence = say("window", "sending", f"busy_{self.DEED}")
        self.told.setText(sentence)
        if not self.delivery.busy:
            self.delivery.start(self.request(self._scene), self._done)
        return sentence

    def _done(self, answer: JsonObject) -> None:
        sentence = sentence_of(answer)
        if sentence:
            self._complain(sentence)
            return
        self._answer = answer
        self.told.setText("")
        self._go_on("send" if answer.get("opened") == "perhaps" else "web_mail")

    def _go_on(self, event: str) -> None:
        """Only while the person is still here."""
        if self.isVisible():
            self.pressed.emit(event)

    def _complain(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.said.emit(sentence)


class UploadPage(SendPage):
    """Straight to the provider, with a receipt number; kept for later where there is no way out."""

    DEED = "upload"
    CARDS: ClassVar = (("lock", "upload_only"), ("speech_bubble", "upload_number"))

    def where(self, scene: Scene) -> str:
        return scene.provider.name

    def request(self, scene: Scene) -> JsonObject:
        return {**super().request(scene), "address": scene.provider.upload, "outbox": outbox()}

    def _done(self, answer: JsonObject) -> None:
        sentence = sentence_of(answer)
        if answer.get("outcome") == "refused":
            sentence = say("window", "sending", "refused", status=answer.get("status", ""))
        if sentence:
            self._complain(sentence)
            return
        self._answer = answer
        self.told.setText("")
        self._go_on("send")

    def changes(self, answers: Answers) -> Answers:
        if answers.sending is None or self._answer is None:
            return answers
        receipt, outcome = (str(self._answer.get(name) or "") for name in ("receipt", "outcome"))
        return replace(answers, sending=replace(answers.sending, receipt=receipt, outcome=outcome))


class MailQuestionPage(QuestionPage):
    """No way of opening a mail window tells whether one came up: the person does."""

    def _pick(self, identity: str) -> None:
        self.pressed.emit(identity)
