"""Every screen for everyone: names, focus, order, sizes, contrast, large text, right to left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TypeAlias

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea

from app.ui import appearance
from app.ui.look import look
from app.ui.pages import PAGES
from app.ui.snapshot import put_up_sample, sample_window
from app.ui.theme import DARK
from app.ui.widgets.label import Heading
from app.ui.window import LARGEST, SIZE, Window
from app.wizard.catalogue import catalogue
from tests.ui.walking import NAMED, ROLE, clipped, name_of, place, tab_chain, visible_nodes

Open: TypeAlias = Callable[..., Window]
LISTS = {"32b", "51b", "52", "53b", "54", "56r", "61b", "71b"}
"""Content lists, and pages as long as a router's guide, may scroll; no other page does at 100 %."""
BEGIN_AT_WHAT_IS_ASKED = {"21", "22", "22b", "23", "41d", "41e"}
"""Screens where the keyboard begins at what has to be given, not at the heading."""


def settle(application: QApplication) -> None:
    """Let nested layouts pass on their new heights, one level an event."""
    for _ in range(6):
        application.processEvents()


@pytest.fixture
def open_screen(application: QApplication) -> Iterator[Open]:
    """``open_screen("51", scale=2.0, size=...)`` shows that screen with sample content."""
    opened: list[Window] = []

    def show(screen: str, *, scale: float = 1.0, size: QSize = SIZE, practice: bool = False) -> Window:
        look.scale = scale
        window = sample_window(screen, practice=practice)
        opened.append(window)
        window.resize(size)
        window.show()
        window.activateWindow()
        application.processEvents()
        window.resize(size)
        window.show_screen()
        settle(application)
        return window

    yield show
    for window in opened:
        window.close()
        window.deleteLater()
    application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    application.processEvents()


@pytest.mark.parametrize("screen", PAGES)
def test_every_part_has_a_name(screen: str, open_screen: Open) -> None:
    window = open_screen(screen)
    unnamed = [node.role().name for node in visible_nodes(window) if node.role() in NAMED and not name_of(node)]
    assert unnamed == []


@pytest.mark.parametrize("screen", PAGES)
def test_a_name_begins_with_what_is_written(screen: str, open_screen: Open) -> None:
    window = open_screen(screen)
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.accessibleName():
            assert button.accessibleName().startswith(button.text())


@pytest.mark.parametrize("screen", PAGES)
def test_number_and_heading_are_in_the_title_and_the_keyboard_begins_at_the_heading(
    screen: str, open_screen: Open
) -> None:
    window = open_screen(screen)
    number = catalogue()[screen].number
    assert window.windowTitle().startswith(f"{number} - {catalogue()[screen].title}")
    assert window.top.number.text() == number
    focused = QApplication.focusWidget()
    assert isinstance(focused, Heading) or screen in BEGIN_AT_WHAT_IS_ASKED


@pytest.mark.parametrize("screen", PAGES)
def test_tab_goes_down_the_page_then_along_the_bottom_then_round(screen: str, open_screen: Open) -> None:
    window = open_screen(screen)
    window.page.heading.setFocus()
    chain = tab_chain(window)
    assert len(chain) == len(set(chain))
    inside = [place(widget, window) for widget in chain if window.stack.isAncestorOf(widget)]
    assert all(after.bottom() >= before.top() for before, after in pairwise(inside))
    bottom = [place(widget, window) for widget in chain if window.bottom.isAncestorOf(widget)]
    assert [spot.x() for spot in bottom] == sorted(spot.x() for spot in bottom)
    reachable = {widget for widget in window.findChildren(QAbstractButton) if widget.isVisible()}
    radio = {widget for widget in reachable if widget.autoExclusive()}  # arrow keys move among these
    assert reachable - radio <= set(chain)


@pytest.mark.parametrize("screen", PAGES)
def test_everything_to_press_is_large_enough(screen: str, open_screen: Open) -> None:
    window = open_screen(screen)
    small = [
        (button.text(), button.size().toTuple())
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and (button.width() < 44 or button.height() < 36)
    ]
    assert small == []


@pytest.mark.parametrize("size", [SIZE, LARGEST], ids=["small window", "large window"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_words_are_cut_off(scale: float, size: QSize, open_screen: Open, application: QApplication) -> None:
    window = open_screen("11", scale=scale, size=size, practice=True)
    for screen in PAGES:
        put_up_sample(window.host, screen, practice=True)
        window.show_screen()
        settle(application)
        assert (screen, clipped(window)) == (screen, [])


@pytest.mark.parametrize("screen", PAGES)
def test_at_100_percent_only_lists_scroll(screen: str, open_screen: Open) -> None:
    window = open_screen(screen)
    area = window.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    assert area.verticalScrollBar().maximum() == 0 or screen in LISTS


@pytest.mark.parametrize("screen", PAGES)
def test_a_laptop_of_1366_by_768_at_125_percent_holds_every_screen(screen: str, open_screen: Open) -> None:
    """1366 x 768 are 1092 x 614 logical pixels, less title bar and task bar."""
    window = open_screen(screen)
    least = window.minimumSizeHint().expandedTo(window.minimumSize())
    assert least.width() <= 1092
    assert least.height() <= 614 - 32 - 40


def test_the_number_is_28_points_at_least(open_screen: Open) -> None:
    assert open_screen("31").top.number.font().pixelSize() * 72 / 96 >= 28


def test_the_frame_stands_still_from_screen_to_screen(open_screen: Open) -> None:
    def frame(screen: str) -> tuple[QPoint, QPoint, QRect]:
        window = open_screen(screen)
        number, phone = place(window.top.number, window), place(window.bottom._phone, window)
        return number.topRight(), phone.topRight(), place(window.landmark, window)

    assert len({str(frame(screen)) for screen in PAGES}) == 1


@pytest.mark.parametrize("screen", PAGES)
def test_right_to_left_mirrors_the_frame_and_cuts_nothing(
    screen: str, open_screen: Open, application: QApplication
) -> None:
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window = open_screen(screen)
    assert place(window.landmark, window).center().x() > window.width() / 2
    assert place(window.top.number, window).center().x() < window.width() / 2
    assert clipped(window) == []


@pytest.mark.parametrize("screen", PAGES)
def test_dark_paints_too(screen: str, open_screen: Open, application: QApplication) -> None:
    appearance.wear(application, DARK)
    image = open_screen(screen).grab().toImage()
    assert image.pixelColor(3, 3).lightness() < 60


def test_there_is_one_main_button_at_most(open_screen: Open) -> None:
    for screen in PAGES:
        buttons = open_screen(screen).bottom.buttons().values()
        assert sum(button.manner == "main" for button in buttons) <= 1


def test_the_path_and_the_landmark_are_told_in_words(open_screen: Open) -> None:
    names = [name_of(node) for node in visible_nodes(open_screen("51"))]
    way = "This computer: works, Your router: broken, Internet: works, Phone service: works"
    assert f"The way of a call: {way}." in names
    assert "Picture: a light bulb" in names


def test_the_roles_are_those_that_people_expect(open_screen: Open) -> None:
    expected = {"12": ROLE.CheckBox, "21": ROLE.RadioButton, "22b": ROLE.EditableText, "31": ROLE.ProgressBar}
    for screen, role in expected.items():
        assert role in {node.role() for node in visible_nodes(open_screen(screen))}
