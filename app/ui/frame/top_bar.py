"""The top: Back at the leading edge, the named step in the middle, text size and the screen's number at the end."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.button import RING, BackButton, PressButton
from app.ui.widgets.label import Label
from app.ui.widgets.pill import Pill
from app.wizard.catalogue import STEPS


class _Trail(QWidget):
    """Five short bars, filled up to the present step. Decoration: the words beside it say the same."""

    def __init__(self) -> None:
        super().__init__()
        self._step = 0
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_step(self, step: int) -> None:
        self._step = step
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(254, 5)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 5)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - 4 * 6) / 5
        for index in range(5):
            place = 4 - index if self.isRightToLeft() else index
            done = index < self._step
            bar = QRectF(place * (width + 6), 0, width, 5)
            if look.theme.stark and not done:  # a line in the colour of words would look as filled as the others
                bar = bar.adjusted(0, 2, 0, -2)
            painter.setBrush(QColor(look.theme.accent if done else look.theme.line))
            painter.drawRoundedRect(bar, 2.5, 2.5)


class TopBar(QWidget):
    """``back``, ``larger`` and ``smaller`` are pressed here."""

    back = Signal()
    larger = Signal()
    smaller = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.back_button = BackButton()
        self.back_button.clicked.connect(self.back)
        self.step = Label("small", quiet=True)
        self.step.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._trail = _Trail()
        self.practice = Pill(state="look")
        self.practice.hide()
        self.smaller_button = self._size_button("A\u2212", "smaller")
        self.larger_button = self._size_button("A+", "larger")
        self.number = QLabel()
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.number.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._lay_out()
        self.restyle()

    def _size_button(self, text: str, name: str) -> PressButton:
        button = PressButton(text, "quiet")
        button.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # the sign stands after the letter everywhere
        button.clicked.connect(getattr(self, name))
        return button

    def _lay_out(self) -> None:
        lead, middle, trail = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        lead.addWidget(self.back_button)
        lead.addWidget(self.practice)
        lead.addStretch(1)
        middle.setSpacing(6)
        middle.addStretch(1)
        middle.addWidget(self.step)
        middle.addWidget(self._trail, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        trail.setSpacing(0)
        trail.addStretch(1)
        trail.addWidget(self.smaller_button)
        trail.addWidget(self.larger_button)
        trail.addSpacing(10)
        trail.addWidget(self.number)
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, RING, 0)
        row.setHorizontalSpacing(8)
        for column, part in enumerate((lead, middle, trail)):
            row.addLayout(part, 0, column)
        row.setColumnStretch(0, 1)
        row.setColumnStretch(2, 1)

    def restyle(self) -> None:
        """Take over a changed text size or language."""
        self.back_button.setText(say("window", "frame", "back"))
        self.practice.setText(say("window", "frame", "practice"))
        self.practice.setAccessibleName(say("window", "frame", "practice_long"))
        for button, name in ((self.smaller_button, "smaller"), (self.larger_button, "larger")):
            button.setAccessibleName(f"{button.text()} {say('window', 'frame', name)}")
        self.number.setFont(look.font("number"))
        self.setMinimumHeight(max(look.gap(48), self.number.sizeHint().height()))

    def compact(self, on: bool) -> None:
        """Leave out what a small window has no room for."""
        for part in (self.smaller_button, self.larger_button):
            part.setVisible(not on)

    def show_screen(self, number: str, step: int, *, can_go_back: bool, practice: bool) -> None:
        """Take over what belongs to a screen."""
        self.back_button.setVisible(can_go_back)
        self.practice.setVisible(practice)
        self.number.setText(number)
        self.number.setAccessibleName(say("window", "frame", "screen_number", digits=" ".join(number)))
        name = say("window", "step_names", str(step)) if step in STEPS else ""
        words = say("window", "frame", "step", n=step, name=name) if name else say("window", "frame", "trouble")
        self.step.setText(words)
        self._trail.setVisible(bool(name))
        self._trail.show_step(step)
