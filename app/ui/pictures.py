"""Pictures of ``resources/pictures``: SVG Tiny in three colours, which are those of the theme, drawn once a size."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.theme import Theme
from app.words import resource_path

DRAWN_ACCENT: Final = "#0B63C5"
DRAWN_OK: Final = "#14764A"
DRAWN_BROKEN: Final = "#B3261E"


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return resource_path(f"pictures/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def _renderer(name: str, accent: str, ok: str, broken: str) -> QSvgRenderer:
    text = _source(name)
    for drawn, colour in ((DRAWN_ACCENT, accent), (DRAWN_OK, ok), (DRAWN_BROKEN, broken)):
        text = text.replace(drawn, colour)
    return QSvgRenderer(QByteArray(text.encode()))


def paint(painter: QPainter, name: str, area: QRectF, theme: Theme, ink: str | None = None) -> None:
    """Draw picture *name* into *area*; *ink* in place of the accent."""
    _renderer(name, ink or theme.accent, ink or theme.ok, ink or theme.broken).render(painter, area)


@lru_cache(maxsize=64)
def pixmap(name: str, size: int, ratio: float, theme: Theme) -> QPixmap:
    """Picture *name* as a square of *size* logical pixels on a display with *ratio* device pixels each."""
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint(painter, name, QRectF(0, 0, size, size), theme)
    painter.end()
    return made
