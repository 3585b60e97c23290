"""Every picture the screens name is there, can be drawn, and is unlike every other."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.ui import pictures
from app.ui.theme import DARK, LIGHT
from app.wizard.catalogue import catalogue
from app.wizard.path import PLACES
from app.words import resource_path

LANDMARKS = sorted({screen.picture for screen in catalogue().values()})
SMALL = sorted({choice.picture for screen in catalogue().values() for choice in screen.choices if choice.picture})
NAMES = [*LANDMARKS, *SMALL, *(f"node_{place}" for place in PLACES)]


def source(name: str) -> str:
    return resource_path(f"pictures/{name}.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_draws_something(name: str, application: QApplication) -> None:
    assert QSvgRenderer(QByteArray(source(name).encode())).isValid()
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    pictures.paint(painter, name, QRectF(0, 0, 64, 64), LIGHT)
    painter.end()
    assert any(image.pixelColor(x, y).alpha() for x in range(64) for y in range(64))


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_has_only_colours_that_follow_the_theme(name: str) -> None:
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}", source(name)))
    assert colours <= {pictures.DRAWN_ACCENT, pictures.DRAWN_OK, pictures.DRAWN_BROKEN, "#FFFFFF"}
    assert not re.search(r"<(script|image|style|foreignObject|use|text)|href|url\(", source(name))


def test_no_two_landmarks_look_alike() -> None:
    assert len({source(name) for name in LANDMARKS}) == len(LANDMARKS)


def test_a_picture_is_drawn_once_for_each_size_and_theme(application: QApplication) -> None:
    first = pictures.pixmap("key", 100, 2.0, LIGHT)
    assert pictures.pixmap("key", 100, 2.0, LIGHT) is first
    assert pictures.pixmap("key", 100, 2.0, DARK).toImage() != first.toImage()
    assert (first.width(), first.devicePixelRatio()) == (200, 2.0)
