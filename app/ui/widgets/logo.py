"""The provider's logo, where its brand has one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel

from app.driver.brand import brand

HEIGHT, WIDEST = 34, 140
"""Logical pixels: as high as two lines of small words, and never wider than they are."""
DENSEST = 3
"""Drawn so many times finer: sharp on every display, from whatever size the provider gave."""


class Logo(QLabel):
    """Nothing when there is no logo, or none that can be drawn."""

    def __init__(self) -> None:
        super().__init__()
        worn = brand()
        image = _drawn(str(worn.logo)) if worn and worn.logo else QImage()
        self.is_there = not image.isNull()
        self.setVisible(self.is_there)
        if self.is_there:
            self.setPixmap(_sharp(image))


def _drawn(path: str) -> QImage:
    reader = QImageReader(path)
    size = reader.size()
    if not size.isValid():
        return QImage()
    reader.setScaledSize(size.scaled(QSize(WIDEST, HEIGHT) * DENSEST, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _sharp(image: QImage) -> QPixmap:
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(DENSEST)
    return pixmap
