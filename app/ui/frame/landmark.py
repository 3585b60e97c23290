"""The landmark: one picture a screen number, for "do you see a picture of a key?"."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui import pictures
from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.button import PressButton
from app.ui.widgets.card import Card, Role


class _Picture(QWidget):
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
        made = pictures.pixmap(self._name, int(size), self.devicePixelRatioF(), look.theme)
        QPainter(self).drawPixmap(spot.topLeft(), made)


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
