"""Every test of the window runs without a display, with a home of its own, in our colours."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import appearance
from app.ui.look import look
from app.ui.theme import LIGHT
from tests.ui.sitting import Scenario, Sitting, sit_down


@pytest.fixture(scope="session")
def application(qapp: QApplication) -> QApplication:
    """Qt's application, dressed once."""
    qapp.setQuitOnLastWindowClosed(False)
    appearance.apply(qapp)
    return qapp


@pytest.fixture(autouse=True)
def _fresh(application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CALLMEND_HOME", str(tmp_path))
    monkeypatch.setattr("app.ui.connection_guess.guess", lambda: "cable")  # not that of this computer
    post = [sys.executable, "-m", "tests.ui.scripted_post"]
    monkeypatch.setattr("app.ui.child.child_command", lambda *_: post)  # nothing is sent or opened
    monkeypatch.setattr("app.ui.measurement.STOP_PATIENCE_MS", 60_000)  # an engine that is late is none that is deaf
    look.scale, look.calm = 1.0, True
    appearance.wear(application, LIGHT)
    yield
    look.scale = 1.0
    appearance.wear(application, LIGHT)
    application.clipboard().clear()  # a file made by Python there ends after Python without a screen, and crashes


class Chair:
    """``chair(scenario, script=..., start=...)`` runs a sitting."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application, self._folder = application, folder

    def __call__(self, scenario: Scenario, **options: object) -> Sitting:
        return sit_down(self._application, self._folder, scenario, **options)  # type: ignore[arg-type]


@pytest.fixture
def chair(application: QApplication, tmp_path: Path) -> Chair:
    """A place at the window."""
    return Chair(application, tmp_path)
