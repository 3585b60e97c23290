"""Screen 24: the system's own question, shown before it comes, so that nobody presses No in fright."""

from __future__ import annotations

from app.ui import permission
from app.ui.pages.page import Page
from app.ui.widgets.system_box import SystemBox


class PermissionPage(Page):
    """Words, and the box of this system. Where none comes, Windows' is shown: practice trains for it."""

    def build(self) -> None:
        kind = "macos" if permission.system() == "macos" else "windows"
        self.box = SystemBox(kind)
        self.column.addSpacing(4)
        self.column.addWidget(self.box)
