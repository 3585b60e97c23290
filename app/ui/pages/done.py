"""Screen 74: done, with the receipt number to read aloud, or the promise to send it later."""

from __future__ import annotations

from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.icon_cards import IconCards
from app.ui.widgets.label import Label


class DonePage(Page):
    """Words, and what became of the report."""

    def build(self) -> None:
        self.what = Label("small", quiet=True)
        self.receipt = Label("heading")
        self.cards = IconCards(
            ("sheet_small", say("window", "icons", "saved")), ("telephone", say("window", "icons", "come_again"))
        )
        self.column.addSpacing(8)
        for part in (self.what, self.receipt, self.cards):
            self.column.addWidget(part)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        sending = scene.answers.sending
        outcome, receipt = (sending.outcome, sending.receipt) if sending else ("", "")
        state = "later" if outcome == "offline" else "receipt" if receipt else "received" if outcome else ""
        self.what.setVisible(bool(state))
        self.receipt.setVisible(bool(receipt))
        self.what.setText(say("window", "sending", state) if state else "")
        self.receipt.setText(receipt)
