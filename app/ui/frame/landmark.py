"""The landmark: one picture a screen number, for "do you see a picture of a key?"."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent, QRadialGradient
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui import pictures
from app.ui.look import look
from app.ui.say import say
from app.ui.theme import mixed
from app.ui.widgets.button import PressButton
from app.ui.widgets.card import Card, Role

_HALO = 0.7
"""Radius of the light behind the picture, as a share of the picture's width."""


class _Picture(QWidget):
    accessible_role = QAccessible.Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(say("window", "frame", "picture_of", name=say("pictures", name, "name")))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._name or self.height() < 60:
            return
        size = min(self.width() - 20, self.height() - 30, 132)
        middle = self.height() / 2 + 12  # the eye's middle of the panel, with the press at its foot
        spot = QRectF((self.width() - size) / 2, middle - size / 2, size, size)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_halo(painter, spot)
        made = pictures.pixmap(self._name, int(size), self.devicePixelRatioF(), look.theme)
        painter.drawPixmap(spot.topLeft(), made)

    @staticmethod
    def _paint_halo(painter: QPainter, spot: QRectF) -> None:
        """A soft light behind the picture; nothing with the system's own high-contrast colours."""
        theme = look.theme
        if theme.panel == theme.window:
            return
        light = QRadialGradient(spot.center(), spot.width() * _HALO)
        most = 0.3 if theme.dark else 0.7
        for place, strength in ((0.0, most), (0.6, most * 0.7), (1.0, 0.0)):
            light.setColorAt(place, QColor(mixed(theme.card, theme.panel, strength)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(light)
        painter.drawEllipse(spot.center(), spot.width() * _HALO, spot.width() * _HALO)


class Landmark(Card):
    """The panel at the leading edge. ``details`` is pressed at its foot."""

    details = Signal()

    def __init__(self) -> None:
        super().__init__(Role.Midlight, line=False)
        self._picture = _Picture()
        self.details_button = PressButton(manner="quiet")
        self.details_button.wrap_at = 164
        self.details_button.clicked.connect(self.details)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 10, 6, 6)
        column.addWidget(self._picture, 1)
        column.addWidget(self.details_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.restyle()

    def restyle(self) -> None:
        """Take over another language."""
        self.details_button.setText(say("window", "frame", "details"))
        self.details_button.updateGeometry()

    def show_picture(self, name: str) -> None:
        """Show another landmark."""
        self._picture.show_picture(name)

    def sizeHint(self) -> QSize:
        return QSize(176, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(176, 160)
