"""The person's language in the window: the system's at first, another by a choice that is kept for the next start."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from app.model.errors import UserError
from app.ui.places import state_folder
from app.words import Language, best_match, language_of, speak

_NOTE: Final = "language"
_TRANSLATOR: Final = "callmend_qt_words"


def begin(application: QApplication, asked: Language | None = None) -> None:
    """Speak *asked*, else what the person chose last time, else the system's language."""
    wear(application, asked or _chosen_before() or best_match(QLocale.system().uiLanguages()))


def choose(application: QApplication, language: Language) -> None:
    """Speak *language* from now on, and at the next start."""
    wear(application, language)
    with suppress(OSError):  # a disk that refuses costs one choice at the next start
        state_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        (state_folder() / _NOTE).write_text(language.code, encoding="ascii")


def wear(application: QApplication, language: Language) -> None:
    """Words, their direction, and Qt's own words, such as those of its file dialog."""
    speak(language)
    right_to_left = language.right_to_left
    application.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
    )  # fmt: skip
    old = application.findChild(QTranslator, _TRANSLATOR)
    if old is not None:
        application.removeTranslator(old)
        old.deleteLater()
        old.setObjectName("")
    translator = QTranslator(application)
    translator.setObjectName(_TRANSLATOR)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language.code.replace('-', '_')}", folder):
        application.installTranslator(translator)


def _chosen_before() -> Language | None:
    with suppress(OSError, ValueError, UserError):
        return language_of((state_folder() / _NOTE).read_text(encoding="ascii").strip())
    return None
