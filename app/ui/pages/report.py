"""Screen 71: the report is saved, and where it lies."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.ui.pages.page import Page
from app.ui.pages.results import results_of
from app.ui.pages.scene import Scene
from app.ui.say import say
from app.ui.widgets.label import Label
from app.ui.widgets.results_list import ResultsList


class ReportPage(Page):
    """Saving, saved, or nothing to save; then the place and the first lines."""

    def build(self) -> None:
        self.where = Label("small", say("window", "report", "where"), quiet=True)
        self.place = Label("subheading")
        self.place.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.results = ResultsList()
        self.column.addSpacing(4)
        for part in (self.where, self.place, self.results):
            self.column.addWidget(part)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        saved = bool(scene.known.report)
        self.heading.setText(self.title_of(scene))
        self.words.setVisible(saved)
        self.where.setVisible(saved)
        self.place.setVisible(saved)
        self.place.setText(breakable(scene.known.report))
        self.results.show_results(results_of(scene.known))
        if not saved and not scene.notice:
            busy = "saving" if scene.folder else "nothing"
            self.notice.say(say("window", "report", busy))

    def title_of(self, scene: Scene) -> str:
        """Nothing is called saved before it is."""
        if scene.known.report:
            return self.screen_data.title
        busy = "saving" if scene.folder and not scene.notice else "nothing"
        return say("window", "report", f"{busy}_title")


def breakable(path: str) -> str:
    """*path* with places where a line may end: a long name must not be cut off."""
    return path.replace("/", "/\u200b").replace("\\", "\\\u200b")
