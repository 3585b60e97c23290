"""Two rows of keys: those that were pressed, and those that arrived."""

from __future__ import annotations

from difflib import SequenceMatcher

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.label import Label

MOST_KEYS = 16
USUAL_KEYS = 12


class Keys(QWidget):
    """One row of keys from left to right in every language; an empty place is a key that did not arrive."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[tuple[str | None, bool], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_keys(self, keys: str, wanted: str | None = None) -> None:
        """Paint *keys*; with *wanted*, lost, doubled and changed ones are marked where they belong."""
        pairs = aligned(wanted, keys) if wanted is not None else [(key, False) for key in keys]
        self._keys = tuple(pairs[:MOST_KEYS])
        self.update()

    def show_waiting(self, count: int) -> None:
        """Empty places for *count* keys."""
        self._keys = ((None, False),) * count
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look.px(300), look.px(42))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, look.px(42))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = max(len(self._keys), 12)
        step = min(look.px(44), self.width() / count)
        font = look.font("digits")
        font.setPixelSize(max(round(min(step * 0.5, font.pixelSize())), 9))
        painter.setFont(font)
        for index, (key, wrong) in enumerate(self._keys):
            self._paint_key(painter, QRectF(index * step, 0, step - 6, self.height()), key, wrong=wrong)

    def _paint_key(self, painter: QPainter, spot: QRectF, key: str | None, *, wrong: bool) -> None:
        theme = look.theme
        pen = QPen(QColor(theme.broken if wrong else theme.line), 2 if wrong else 1)
        if key is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        ground = theme.broken_ground if wrong else theme.tint if key else theme.card
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(spot.adjusted(1, 1, -1, -1), 9, 9)
        painter.setPen(QColor(theme.broken if wrong else theme.text))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, key or "")


def aligned(wanted: str, keys: str) -> list[tuple[str | None, bool]]:
    """*keys* in the places of *wanted*: each with whether it is wrong, and a gap where one is lost."""
    placed: list[tuple[str | None, bool]] = []
    for kind, start, end, first, last in SequenceMatcher(None, wanted, keys, autojunk=False).get_opcodes():
        placed += [(key, kind != "equal") for key in keys[first:last]]
        placed += [(None, True)] * max(0, (end - start) - (last - first))
    return placed


class KeyRow(QWidget):
    """A name and its keys."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.name = Label("small", say("window", "keys", kind), quiet=True)
        self.keys = Keys()
        column.addWidget(self.name)
        column.addWidget(self.keys)

    def show_keys(self, keys: str, wanted: str | None = None) -> None:
        """Paint *keys* and tell them to a screen reader one by one."""
        self.keys.show_keys(keys, wanted)
        self._tell(" ".join(keys))

    def show_waiting(self, count: int) -> None:
        """Nothing to show yet."""
        self.keys.show_waiting(count)
        self._tell(say("window", "keys", "waiting"))

    def _tell(self, digits: str) -> None:
        self.keys.setAccessibleName(say("window", "keys", f"name_{self._kind}", digits=digits))

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.name.setMinimumHeight(QFontMetrics(self.name.font()).height())
        self.keys.updateGeometry()
