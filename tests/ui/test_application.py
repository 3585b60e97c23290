"""A file that macOS hands to the open program."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent

from app.ui.application import Application


class Told:
    """Stands for the application's own part of the object, of which a process has one only."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.opened = self

    def emit(self, path: str) -> None:
        """What the signal would carry."""
        self.paths.append(path)


def test_a_file_that_was_opened_is_told() -> None:
    told = Told()
    assert Application.event(told, QFileOpenEvent("/tmp/a b.callmend"))  # type: ignore[arg-type]
    assert told.paths == ["/tmp/a b.callmend"]
    assert not isinstance(QEvent(QEvent.Type.Quit), QFileOpenEvent)
