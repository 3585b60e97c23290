"""Screen 51: one cause, one effect, one action, the place where it breaks, and how we know."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from app.model.diagnosis import Finding
from app.ui.look import look
from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.label import Label
from app.ui.widgets.path_picture import PathPicture
from app.ui.widgets.pill import Pill
from app.ui.widgets.proof_box import ProofBox
from app.wizard.decisions import current_finding
from app.wizard.path import path_of
from app.wizard.proof import proof_of
from app.words import finding_text

_NOTHING = Finding("no_fault_found", "info", "possible")


class FindingPage(Page):
    """The heading is the finding itself; the agent asks for its number."""

    def build(self) -> None:
        from app.ui import guides

        guides.warm()
        self.pill = Pill()
        self.confidence = Label("small", quiet=True)
        self._top = QHBoxLayout()
        self._top.addWidget(self.pill)
        self._top.addWidget(self.confidence, 1)
        self.column.insertLayout(1, self._top)
        self.path = PathPicture(grows=True)
        self.proof = ProofBox()
        self.others = Label("small", quiet=True)
        self.column.addWidget(self.path, 3)
        for part in (self.proof, self.others):
            self.column.addSpacing(2)
            self.column.addWidget(part)

    def restyle(self) -> None:
        super().restyle()
        self._top.setSpacing(look.gap(14))

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        finding = current_finding(scene.known, scene.answers) or _NOTHING
        fine = finding.id == "no_fault_found"
        number = say("findings", finding.id, "number")
        state = "ok" if fine else "broken" if finding.severity in ("critical", "major") else "look"
        label = say("window", "finding", "none") if fine else say("window", "finding", "number", number=number)
        self.pill.show_state(label, state)
        self.confidence.setText("" if fine else say("confidence", finding.confidence, "lead").rstrip(":"))
        self.heading.setText(words_of(finding, "title").rstrip("."))
        self.words.say(f"{words_of(finding, 'effect')} {words_of(finding, 'action')}")
        self.path.show_path(path_of(scene.known, finding))
        self.proof.show_proof(*proof_of(scene.known, finding))
        self._name_others(scene, finding)

    def _name_others(self, scene: Scene, shown: Finding) -> None:
        rest = [item for item in scene.known.diagnosis.findings if item.id not in (shown.id, "no_fault_found")]
        titles = " ".join(words_of(item, "title") for item in rest[:2])
        self.others.setText(say("window", "finding", "more", titles=titles) if rest else "")
        self.others.setVisible(bool(rest))


def words_of(finding: Finding, part: str) -> str:
    """The ``title``, ``effect`` or ``action`` of *finding* with its values."""
    values = {key: value for key, value in finding.details.items() if isinstance(value, (str, int, float))}
    return finding_text(finding.id, part, values)
