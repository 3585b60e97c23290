"""What a screen reader is told beyond what Qt tells of itself: the window, the headings, and what is painted.

A widget class says it by its attribute ``accessible_role``. Qt 6.11 has no property for it: a plain widget is "filler",
a label never a heading; the interface below is the way that there is. The level of a heading stays untold: giving
``QAccessibleAttributesInterface`` from Python ends the process inside Qt, and every page has one heading anyway.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import Shiboken

ROLE: Final = "accessible_role"

_made: list[_Face] = []
"""Kept, because Qt holds no reference of Python's; those whose widget is gone are dropped when the next one is made."""
_installed: list[bool] = []


class _Face(QAccessibleWidget):
    """A widget with the role that its class names."""

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget, role, "")

    def text(self, kind: QAccessible.Text, /) -> str:
        shown: Any = self.object()
        if kind != QAccessible.Text.Name or shown is None or not hasattr(shown, "text"):
            return super().text(kind)
        return str(shown.accessibleName() or shown.text())


def install() -> None:
    """Let Qt ask us from now on; a second time changes nothing."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_face_of)


def _face_of(kind: str, thing: QObject) -> QAccessibleInterface | None:
    role = getattr(thing, ROLE, None)
    if role is None or not isinstance(thing, QWidget):
        return None
    _made[:] = [face for face in _made if Shiboken.isValid(face)]
    face = _Face(thing, role)
    _made.append(face)
    return face
