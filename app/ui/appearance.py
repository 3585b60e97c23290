"""Puts palette, letters and style on Qt's application, and follows the system's dark mode and high contrast."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from app.ui import pictures
from app.ui.look import load_letters, look
from app.ui.theme import DARK, LIGHT, Theme, from_system, palette, with_accent

_SYSTEM, _ACCENT, _DRESSED = "callmend_system", "callmend_accent", "callmend_dressed"


def apply(application: QApplication, *, accent: str = "") -> None:
    """Our looks from now on; the system's changes are followed while the program runs."""
    application.setProperty(_SYSTEM, application.palette())
    application.setStyle("Fusion")
    load_letters()
    application.setFont(look.font("body"))
    set_accent(application, accent)
    application.styleHints().colorSchemeChanged.connect(
        lambda: set_accent(application, str(application.property(_ACCENT) or ""))
    )


def set_accent(application: QApplication, accent: str) -> None:
    """The provider's colour, as soon as the provider is known; an empty one is ours."""
    application.setProperty(_ACCENT, accent)
    theme = _wanted(application, accent)
    if theme != look.theme or not application.property(_DRESSED):
        application.setProperty(_DRESSED, True)
        wear(application, theme)


def wear(application: QApplication, theme: Theme) -> None:
    """Paint everything in *theme*."""
    look.theme = theme
    pictures.pixmap.cache_clear()
    application.setPalette(palette(theme))


def _wanted(application: QApplication, accent: str) -> Theme:
    hints = application.styleHints()
    accessibility = hints.accessibility()
    if accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast:
        system = application.property(_SYSTEM)
        return from_system(system if isinstance(system, QPalette) else QPalette())
    asked = os.environ.get("CALLMEND_THEME")
    dark = asked == "dark" if asked else hints.colorScheme() == Qt.ColorScheme.Dark
    motion = getattr(accessibility, "motionPreference", None)  # since Qt 6.12
    look.calm = look.calm or (motion is not None and "Reduced" in str(motion()))
    theme = DARK if dark else LIGHT
    return with_accent(theme, accent) if accent else theme
