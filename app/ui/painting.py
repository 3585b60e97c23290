"""Paints every screen without showing it, to find out whether all that they need is there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

FEWEST_COLOURS: Final = 24
"""A screen has words, a picture and a button, each with soft edges; an empty one has two or three colours."""
_EVERY: Final = 3


def paint_all() -> tuple[int, list[str]]:
    """Paint each screen once; returns how many there are, and the ones that came out empty.

    Raises whatever a page raises that cannot be built. Needs no display.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.ui import appearance, delivery
    from app.ui.main import make_application
    from app.ui.pages import PAGES

    appearance.apply(make_application())
    empty = [screen for screen in PAGES if _colours(_painted(screen)) < FEWEST_COLOURS]
    delivery.stop_all()
    return len(PAGES), empty


def secure_requests() -> str:
    """How the window's own requests are kept secret, such as a setup code's; empty when they cannot be."""
    from PySide6.QtNetwork import QSslSocket

    return QSslSocket.sslLibraryVersionString() if QSslSocket.supportsSsl() else ""


def _painted(screen: str) -> QImage:
    from app.ui.snapshot import sample_window

    window = sample_window(screen)
    window.show()
    image = window.grab().toImage()
    window.hide()
    window.deleteLater()
    return image


def _colours(image: QImage) -> int:
    places = ((x, y) for y in range(0, image.height(), _EVERY) for x in range(0, image.width(), _EVERY))
    found: set[int] = set()
    for x, y in places:
        found.add(image.pixel(x, y))
        if len(found) >= FEWEST_COLOURS:
            break
    return len(found)
