"""Screen 63: the spoken code."""

from __future__ import annotations

from app.ui.pages.page import Page
from app.ui.pages.scene import Scene
from app.ui.widgets.code_words import CodeWords


class CodePage(Page):
    """Four words and ten digits."""

    def build(self) -> None:
        self.code = CodeWords()
        self.column.addWidget(self.code)

    def show_scene(self, scene: Scene) -> None:
        super().show_scene(scene)
        self.code.show_code(scene.known.code)
