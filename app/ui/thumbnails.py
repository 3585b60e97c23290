"""Small pictures of all screens, painted without a display, for the agent handbook."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from app.words import Language

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.ui.window import Window

QUALITY: Final = 80
"""Of WebP, which every browser of today reads: a third of the smallest PNG, and flat colours stay flat."""


class Painter:
    """Paints the screens of one language after the other in one application."""

    def __init__(self) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from app.ui import appearance
        from app.ui.look import look
        from app.ui.main import make_application

        self._application = make_application()
        appearance.apply(self._application)
        look.scale, look.calm = 1.0, True
        self._window: Window | None = None

    def pictures(self, language: Language) -> Callable[[str], str]:
        """A screen's picture in *language* as a ``data:`` address; empty where this program has no page for it."""
        from app.ui.language import wear
        from app.ui.pages import PAGES

        if self._window is not None:  # its frame speaks the language before
            self._window.close()
            self._window.deleteLater()
            self._window = None
        wear(self._application, language)
        return lambda screen: _address(self._paint(screen)) if screen in PAGES else ""

    def _paint(self, screen: str) -> QImage:
        from app.ui.snapshot import put_up_sample, sample_window

        if self._window is None:
            self._window = sample_window(screen)
            self._window.show()
        put_up_sample(self._window.host, screen)
        self._window.show_screen()
        for _ in range(6):  # nested layouts pass on their heights one level an event
            self._application.processEvents()
        return self._window.grab().toImage()


def _address(image: QImage) -> str:
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "WEBP", QUALITY)  # type: ignore[call-overload]
    return "data:image/webp;base64," + b64encode(buffer.data().data()).decode("ascii")
