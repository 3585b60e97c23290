"""Reads a window as a screen reader and a pair of eyes would: names, roles, order, sizes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

ROLE = QAccessible.Role
NAMED = {
    ROLE.Button,
    ROLE.EditableText,
    ROLE.CheckBox,
    ROLE.RadioButton,
    ROLE.ComboBox,
    ROLE.ProgressBar,
    ROLE.Graphic,
    ROLE.Slider,
    ROLE.List,
    ROLE.Link,
}

MOST_ROUNDS: Final = 200


def nodes(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """*interface* and everything below it."""
    yield interface
    for index in range(interface.childCount()):
        child = interface.child(index)
        if child is not None:
            yield from nodes(child)


def visible_nodes(widget: QWidget) -> list[QAccessibleInterface]:
    """What a screen reader finds in *widget*."""
    root = QAccessible.queryAccessibleInterface(widget)
    assert root is not None
    return [node for node in nodes(root) if not node.state().invisible]


def name_of(node: QAccessibleInterface) -> str:
    """The accessible name."""
    return node.text(QAccessible.Text.Name).strip()


def tab_chain(window: QWidget) -> list[QWidget]:
    """The widgets that Tab visits, from where the focus is now, once round."""
    start = QApplication.focusWidget()
    assert start is not None
    chain: list[QWidget] = []
    widget = start.nextInFocusChain()
    while widget is not None and widget is not start:
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(widget)
        widget = widget.nextInFocusChain()
    if start.focusPolicy() & Qt.FocusPolicy.TabFocus:
        chain.insert(0, start)
    return [widget for widget in chain if window.isAncestorOf(widget)]


def place(widget: QWidget, window: QWidget) -> QRect:
    """Where *widget* stands in *window*."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def clipped(window: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit into their place, once nested layouts have passed on their heights.

    How many events that takes nobody says; what stays cut off is cut off.
    """
    for _ in range(MOST_ROUNDS):
        if not (found := [*_clipped_labels(window), *_clipped_buttons(window)]):
            return []
        QTest.qWait(1)
    return found


def _clipped_labels(window: QWidget) -> list[str]:
    found = []
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        too_low = label.height() < needed
        too_narrow = not label.wordWrap() and label.width() < label.sizeHint().width()
        word = label.minimumSizeHint().width() if label.wordWrap() else 0
        if too_low or too_narrow or label.width() < word:
            found.append(f"label {label.text()!r}: {label.size().toTuple()}, needs {needed} high, {word} wide")
    return found


def _clipped_buttons(window: QWidget) -> list[str]:
    found = []
    for button in window.findChildren(QAbstractButton):
        if not button.isVisible() or not button.text():
            continue
        least = button.minimumSizeHint()
        inside = window.rect().contains(place(button, window)) or _scrolls(button)
        if button.width() < least.width() or button.height() < least.height() or not inside:
            found.append(f"button {button.text()!r}: {place(button, window)}, needs {least.toTuple()}")
    return found


def _scrolls(widget: QWidget) -> bool:
    """Whether *widget* stands in the card, which scrolls."""
    parent = widget.parentWidget()
    while parent is not None:
        if parent.objectName() == "qt_scrollarea_viewport":
            return True
        parent = parent.parentWidget()
    return False
