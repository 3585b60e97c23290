"""Every screen, in every look that a person may need: colours x text size x direction, each checked for everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app.ui import appearance
from app.ui.contact_sheet import high_contrast
from app.ui.look import look
from app.ui.pages import PAGES
from app.ui.snapshot import put_up_sample, sample_window
from app.ui.theme import DARK, LIGHT, Theme, contrast, from_system
from app.ui.widgets.label import Heading
from app.ui.window import LARGEST, SIZE, Window
from app.wizard.catalogue import catalogue
from tests.ui.walking import NAMED, clipped, name_of, place, tab_chain, visible_nodes

BEGIN_ELSEWHERE = ("21", "22", "22b", "23", "32b", "41d", "41e")
"""Screens on which the keyboard may begin at what has to be given."""


THEMES: dict[str, Callable[[], Theme]] = {
    "light": lambda: LIGHT,
    "dark": lambda: DARK,
    "high contrast": lambda: from_system(high_contrast("contrast")),
}
LOOKS = [
    pytest.param(colours, percent, direction, id=f"{colours} {percent} {direction}")
    for colours, percent, direction in product(THEMES, (100, 200), ("ltr", "rtl"))
]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told aloud."""
    said: list[str] = []
    monkeypatch.setattr("app.ui.window.announce", lambda widget, words: said.append(words))
    return said


@pytest.fixture(autouse=True)
def _left_to_right(application: QApplication) -> Iterator[None]:
    yield
    application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize(("colours", "percent", "direction"), LOOKS)
def test_every_screen(colours: str, percent: int, direction: str, application: QApplication, heard: list[str]) -> None:
    appearance.wear(application, THEMES[colours]())
    rtl = direction == "rtl"
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    look.scale, look.calm = percent / 100, True
    window = sample_window("11")
    window.resize(SIZE + (LARGEST - SIZE) * (look.scale - 1))
    window.show()
    window.activateWindow()
    found: list[str] = []
    for screen in PAGES:
        heard.clear()
        put_up_sample(window.host, screen)
        window.show_screen()
        for _ in range(6):  # nested layouts pass on their heights one level an event
            application.processEvents()
        found += [f"{screen}: {complaint}" for complaint in complaints(window, screen, heard, rtl=rtl)]
        if percent == 100 and not rtl:
            found += [f"{screen}: {complaint}" for complaint in pale_words(window)]
    window.close()
    window.deleteLater()
    assert not found, "\n".join(found)


def complaints(window: Window, screen: str, heard: list[str], *, rtl: bool) -> Iterator[str]:
    """All that a person with this look would stumble over."""
    yield from (
        f"no name: {node.role().name}" for node in visible_nodes(window) if node.role() in NAMED and not name_of(node)
    )
    yield from clipped(window)
    title = catalogue()[screen].title
    if not window.windowTitle().startswith(f"{window.top.number.text()} - {title}"):
        yield f"window title {window.windowTitle()}"
    if not any(title in words or window.page.heading.text() in words for words in heard):
        yield f"not announced: {heard}"
    if not isinstance(QApplication.focusWidget(), Heading) and screen not in BEGIN_ELSEWHERE:
        yield f"the keyboard is at {QApplication.focusWidget()}"
    yield from small_targets(window)
    yield from wrong_order(window, rtl=rtl)


def small_targets(window: Window) -> Iterator[str]:
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and (button.width() < 44 or button.height() < 36):
            yield f"small: {button.text()} {button.size().toTuple()}"


def wrong_order(window: Window, *, rtl: bool) -> Iterator[str]:
    """Tab goes down the page, then along the bottom in the direction of reading."""
    window.page.heading.setFocus()
    chain = tab_chain(window)
    inside = [place(widget, window) for widget in chain if window.stack.isAncestorOf(widget)]
    if any(after.bottom() < before.top() for before, after in pairwise(inside)):
        yield f"Tab goes up: {inside}"
    bottom = [place(widget, window).center() for widget in chain if window.bottom.isAncestorOf(widget)]
    rows = [point.x() * (-1 if rtl else 1) for point in bottom if abs(point.y() - bottom[0].y()) < 10]
    if rows != sorted(rows):
        yield f"Tab jumps along the bottom: {rows}"


def pale_words(window: Window) -> Iterator[str]:
    """Labels whose letters, as they were painted, cannot be told from their ground."""
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), picture.width()) & 0xFFFFFF
    for label in window.findChildren(QLabel):
        shown = place(label, window) & window.rect()
        if label.isVisible() and label.text() and not label.visibleRegion().isEmpty() and shown.width() > 8:
            ratio = painted_contrast(pixels, shown)
            if ratio < 4.5:
                yield f"pale: {label.text()!r} {ratio:.1f}:1"


def painted_contrast(pixels: np.ndarray[Any, Any], area: QRect) -> float:
    """Between the commonest colour of *area* and the one that stands out most from it."""
    part = pixels[area.top() : area.bottom() + 1, area.left() : area.right() + 1]
    colours, counts = np.unique(part, return_counts=True)
    ground = f"#{int(colours[counts.argmax()]):06X}"
    return max(contrast(ground, f"#{int(colour):06X}") for colour in colours)
