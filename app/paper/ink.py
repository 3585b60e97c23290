"""Letters and colours on paper. Lengths are CSS pixels (1/96 inch), as in the HTML report."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase

from app.words import resource_path

TEXT: Final = "#13202C"
QUIET: Final = "#50606F"
LINE: Final = "#D6DDE4"
TILE: Final = "#F3F5F8"
ACCENT: Final = "#0B63C5"
TONES: Final[dict[str, tuple[str, str]]] = {
    "ok": ("#14764A", "#E3F4EA"),
    "look": ("#8A5200", "#FFF1D6"),
    "broken": ("#B3261E", "#FCE8E6"),
    "unknown": (QUIET, TILE),
}
"""Ink and ground of each tone; the palette of ``report.css`` in its light form."""
STATES: Final = {"pass": "ok", "warn": "look", "fail": "broken", "not_run": "unknown"}
_FAMILY: Final = "Inter"
_MONO: Final = ("Consolas", "Menlo", "DejaVu Sans Mono", "Liberation Mono", "monospace")


@cache
def load_fonts() -> None:
    """Make the program's own letters known to Qt; once."""
    for name in ("Inter-Regular", "Inter-SemiBold", "Inter-Bold"):
        QFontDatabase.addApplicationFont(str(resource_path(f"fonts/{name}.otf")))


@cache
def letters(size: float, weight: int = 400, *, mono: bool = False) -> QFont:
    """A font of *size* pixels, laid out by its design and not by a screen's pixels."""
    load_fonts()
    font = QFont()
    font.setFamilies(list(_MONO) if mono else [_FAMILY, "Segoe UI", "Helvetica Neue", "DejaVu Sans"])
    font.setPointSizeF(size * 0.75)
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("calt"), 0)  # its raised colon has no character of its own: copied, times would break
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@cache
def colour(name: str) -> QColor:
    """A colour by its code."""
    return QColor(name)
