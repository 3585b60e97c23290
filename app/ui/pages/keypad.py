"""Screen 46: the keys we press and the keys that arrive, while it happens and afterwards."""

from __future__ import annotations

from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.key_rows import USUAL_KEYS, KeyRow
from app.ui.widgets.lines import StepLines
from app.ui.widgets.pill import Pill


class KeypadPage(Page):
    """Two rows; afterwards, in a word, whether they match."""

    def build(self) -> None:
        self.column.addSpacing(10)
        self.sent, self.heard = KeyRow("sent"), KeyRow("heard")
        self.result = Pill("", "unknown", sign=True)
        self.steps = StepLines()
        for part in (self.sent, self.heard, self.result, self.steps):
            self.column.addWidget(part)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        sent, heard = scene.known.digits or ("", None)
        over = self.screen_data.kind != "progress"
        if scene.known.digits is None:
            self.sent.show_waiting(USUAL_KEYS)
            self.heard.show_waiting(USUAL_KEYS)
        else:
            self.sent.show_keys(sent)
            self.heard.show_keys(heard or "", sent if heard is not None else None)
        self.steps.setVisible(not over)
        self.steps.show_steps([say("steps", step, "text") for step in scene.live.steps or ["starting"]])
        self.result.setVisible(over)
        if over:
            self.result.show_state(*_result(sent, heard))


def _result(sent: str, heard: str | None) -> tuple[str, str]:
    if heard is None:
        return say("window", "keys", "not_told"), "unknown"
    if heard == sent:
        return say("window", "keys", "match"), "ok"
    return say("window", "keys", "differ"), "broken"
