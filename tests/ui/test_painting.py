"""The self-test's painting: all screens, and an empty one is seen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from app.ui import painting
from app.ui.pages import PAGES


def test_every_screen_is_painted(application: QApplication) -> None:
    assert painting.paint_all() == (len(PAGES), [])


def test_the_window_can_ask_over_https(application: QApplication) -> None:
    assert "SSL" in painting.secure_requests()


def test_an_empty_screen_is_named(application: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    blank = QImage(200, 100, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    monkeypatch.setattr(painting, "_painted", lambda screen: blank)
    assert painting.paint_all() == (len(PAGES), list(PAGES))
