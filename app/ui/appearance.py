"""Puts palette, letters and style on Qt's application, and follows the system's dark mode and high contrast."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from app.ui import pictures
from app.ui.look import load_letters, look
from app.ui.theme import DARK, LIGHT, Theme, from_system, palette, with_accent


def apply(application: QApplication, *, accent: str = "") -> None:
    """Our looks from now on; the system's changes are followed while the program runs."""
    system = application.palette()
    application.setStyle("Fusion")
    load_letters()
    application.setFont(look.font("body"))
    wear(application, _wanted(application, system, accent))
    application.styleHints().colorSchemeChanged.connect(
        lambda: wear(application, _wanted(application, application.style().standardPalette(), accent))
    )


def wear(application: QApplication, theme: Theme) -> None:
    """Paint everything in *theme*."""
    look.theme = theme
    pictures.pixmap.cache_clear()
    application.setPalette(palette(theme))


def _wanted(application: QApplication, system: QPalette, accent: str) -> Theme:
    hints = application.styleHints()
    accessibility = hints.accessibility()
    if accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast:
        return from_system(system)
    asked = os.environ.get("CALLMEND_THEME")
    dark = asked == "dark" if asked else hints.colorScheme() == Qt.ColorScheme.Dark
    theme = DARK if dark else LIGHT
    return with_accent(theme, accent) if accent else theme
