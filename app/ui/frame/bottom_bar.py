"""The bottom: the main button at the leading edge, the others after it, and who helps at the end."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.model.profile import Provider
from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.button import RING, PressButton
from app.ui.widgets.field import QWIDGETSIZE_MAX
from app.ui.widgets.flow_layout import Flow
from app.ui.widgets.label import Label
from app.ui.widgets.logo import Logo
from app.wizard.catalogue import Button
from app.wizard.presses import Presses

_WRAPS_FROM: Final = 1.5
"""Text size from which a long label takes a second line, so that fewer buttons need a line of their own."""


def _wrap_at() -> int:
    return look.px(250) if look.scale >= _WRAPS_FROM else 0


class BottomBar(QWidget):
    """``pressed`` carries the event of the button."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.main: PressButton | None = None
        self._shown: Presses | None = None
        self._made: dict[str, PressButton] = {}
        self._buttons = Flow(gap=4)
        self._help = Label("small", quiet=True)
        self._phone = Label("subheading")
        self._logo = Logo()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, RING, 0)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addStretch(1)
        for label in (self._help, self._phone):
            label.setWordWrap(False)
            label.setAlignment(Qt.AlignmentFlag.AlignTrailing)
            label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)
            column.addWidget(label)
        self._phone.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        column.addStretch(1)
        self._row.addWidget(self._buttons, 1)
        self._row.addLayout(column)
        self._row.addWidget(self._logo)
        self.restyle()

    def show_help(self, provider: Provider) -> None:
        """Who helps, and on which number; nothing where no provider is known."""
        words = say("window", "frame", "help", provider=provider.name) if provider.name else ""
        if provider.support_phone and not words:
            words = say("window", "frame", "help_nobody")
        self._help.setText(words)
        self._phone.setText(provider.support_phone)
        self._narrow_help()
        self._logo.setAccessibleName(provider.name)

    def _narrow_help(self) -> None:
        """With large letters the name takes two lines above the number, and leaves its room to the buttons."""
        large = look.scale >= _WRAPS_FROM
        self._help.setWordWrap(large)
        if large:
            width = max(self._phone.sizeHint().width(), look.px(96))
            longest = max(
                (self._help.fontMetrics().horizontalAdvance(word) for word in self._help.text().split()), default=0
            )
            self._help.setFixedWidth(max(width, longest))
        else:
            self._help.setMinimumWidth(0)
            self._help.setMaximumWidth(QWIDGETSIZE_MAX)

    def compact(self, on: bool) -> None:
        """Leave out what a small window has no room for."""
        for part in (self._help, self._phone, self._logo):
            part.setVisible(not on and (part is not self._logo or self._logo.is_there))

    def show_presses(self, presses: Presses) -> None:
        """Put up the buttons of a screen; the same row is left as it is, so that the focus stays."""
        if presses == self._shown:
            return
        self._shown = presses
        for made in self._made.values():  # they keep their parent: without one they could come up as windows
            self._buttons.row.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._made.clear()
        self.main = self._add(presses.main, main=True) if presses.main else None
        for button in presses.others:
            self._add(button, main=False)
        self._buttons.updateGeometry()

    def _add(self, button: Button, *, main: bool) -> PressButton:
        made = PressButton(button.label, "main" if main else "plain", self._buttons)
        made.event_id = button.id
        made.wrap_at = _wrap_at()
        made.clicked.connect(lambda: self.pressed.emit(button.id))
        self._buttons.row.addWidget(made)
        made.show()
        self._made[button.id] = made
        return made

    def buttons(self) -> dict[str, PressButton]:
        """The buttons that are up, by event."""
        return dict(self._made)

    def restyle(self) -> None:
        """Take over a changed text size."""
        for made in self._made.values():
            made.wrap_at = _wrap_at()
        self._narrow_help()
        self._row.setSpacing(look.gap(12))
        self.setMinimumHeight(look.gap(50) + 2 * RING)
        edge = Qt.AlignmentFlag.AlignLeft if self.isRightToLeft() else Qt.AlignmentFlag.AlignRight
        self._phone.setAlignment(edge)  # digits run from left to right in every language
