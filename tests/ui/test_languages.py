"""Every screen in every language: no word is cut off, and a choice on the first screen is obeyed at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from app.ui.language import begin, choose, wear
from app.ui.look import look
from app.ui.pages import PAGES
from app.ui.snapshot import put_up_sample, sample_window
from app.ui.widgets.language_box import LanguageBox
from app.ui.window import LARGEST, SIZE
from app.wizard.catalogue import catalogue
from app.words import LANGUAGES, language_of, spoken
from app.words.languages import PSEUDO
from tests.ui.walking import clipped

OTHERS = [language.code for language in (*LANGUAGES[1:], PSEUDO)]


@pytest.fixture(autouse=True)
def _english_again(application: QApplication) -> Iterator[None]:
    yield
    wear(application, LANGUAGES[0])


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("code", OTHERS)
def test_no_words_are_cut_off(code: str, percent: int, application: QApplication) -> None:
    wear(application, language_of(code))
    look.scale, look.calm = percent / 100, True
    window = sample_window("11", practice=True)
    window.resize(SIZE + (LARGEST - SIZE) * (look.scale - 1))
    window.show()
    found: list[str] = []
    for screen in PAGES:
        put_up_sample(window.host, screen, practice=True)
        window.show_screen()
        for _ in range(6):  # nested layouts pass on their heights one level an event
            application.processEvents()
        found += [f"{screen}: {complaint}" for complaint in clipped(window)]
    window.close()
    window.deleteLater()
    assert not found, "\n".join(found)


def test_a_choice_on_the_first_screen_is_obeyed_at_once_and_at_the_next_start(
    application: QApplication, tmp_path: Path
) -> None:
    window = sample_window("11")
    window.show()
    application.processEvents()
    box = window.page.findChild(LanguageBox)
    assert isinstance(box, LanguageBox)
    box.setCurrentIndex(box.findData("ar"))
    box.activated.emit(box.currentIndex())
    for _ in range(6):
        application.processEvents()
    assert spoken().code == "ar"
    assert window.page.heading.text() == catalogue()["11"].title == "لنفحص خط هاتفك"
    assert application.layoutDirection() == Qt.LayoutDirection.RightToLeft
    window.close()
    window.deleteLater()
    wear(application, LANGUAGES[0])
    begin(application)
    assert spoken().code == "ar"
    choose(application, LANGUAGES[0])


@pytest.mark.parametrize("code", [language.code for language in LANGUAGES[1:]])
def test_qt_speaks_it_too(code: str, application: QApplication) -> None:
    """Its own buttons, as in the window that chooses a file."""
    wear(application, language_of(code))
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") != "Cancel"
