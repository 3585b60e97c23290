"""What painted boxes with wrapped words share: their height follows from their width, which is not known before."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_WRAP = int(Qt.TextFlag.TextWordWrap)
_MOST = 10_000


class FollowsWidth(QWidget):
    """``sizeHint`` is the subclass's; ``LEAST`` is the narrowest it gets, in logical pixels."""

    LEAST = 300
    accessible_role = QAccessible.Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.LEAST, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != self.width():
            self.updateGeometry()

    @property
    def flags(self) -> int:
        """How words are drawn: wrapped, from the leading edge."""
        lead = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        return int(lead | Qt.AlignmentFlag.AlignAbsolute) | _WRAP


def wrapped_height(font: QFont, text: str, width: float) -> int:
    """Of *text* in a room of *width*."""
    room = QRect(0, 0, max(round(width), 60), _MOST)
    return QFontMetrics(font).boundingRect(room, _WRAP, text).height()
