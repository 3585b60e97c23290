"""Something to type, with its name above it and what is wrong below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.ui.look import look
from app.ui.say import say
from app.ui.widgets.button import PressButton
from app.ui.widgets.label import Label

BESIDE_UP_TO = 1.4
"""Text size above which a field's name moves above it."""
QWIDGETSIZE_MAX = 16_777_215
"""Qt's own constant for "no limit"."""


class _Box(QWidget):
    """The rounded edge around the line; stronger while it has the focus, red while something is wrong."""

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__()
        self.edit = edit
        self.wrong = False
        edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = look.theme
        focused = self.edit.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(theme.card))
        edge = theme.broken if self.wrong else theme.text if focused else theme.quiet
        painter.setPen(QPen(QColor(edge), 2 if focused or self.wrong else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)


class TextField(QWidget):
    """Name, line, and the sentence that says what is missing."""

    def __init__(self, identity: str, label: str, hint: str = "", *, secret: bool = False) -> None:
        super().__init__()
        self.field_id = identity
        self.name = Label("body", label)
        self.edit = QLineEdit()
        self.edit.setFrame(False)
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(label)
        self.edit.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)
        self.name.setBuddy(self.edit)
        self.wrong = Label("small")
        self.wrong.setForegroundRole(QPalette.ColorRole.BrightText)
        self.wrong.hide()
        self._box = _Box(self.edit)
        self._row = QHBoxLayout(self._box)
        self._row.addWidget(self.edit)
        if secret:
            self._row.addWidget(self._show_button())
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(3)
        self._grid.setHorizontalSpacing(12)
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size: the name stands beside the line, and above it when the letters are large."""
        self.edit.setFont(look.font("body"))
        self.edit.setMinimumHeight(self.edit.fontMetrics().height() + 4)
        self._row.setContentsMargins(12, 0, 4, 0)
        self._box.setMinimumHeight(max(44, look.gap(46)))
        beside = look.scale < BESIDE_UP_TO
        self.name.setFixedWidth(look.px(124) if beside else QWIDGETSIZE_MAX)
        place = (0, 1) if beside else (1, 0)
        self._grid.addWidget(self.name, 0, 0)
        self._grid.addWidget(self._box, *place)
        self._grid.addWidget(self.wrong, place[0] + 1, place[1])
        self._grid.setColumnStretch(place[1], 1)

    def complain(self, sentence: str) -> None:
        """Show what is wrong, or take it away again with an empty sentence."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        self._box.wrong = bool(sentence)
        self.edit.setAccessibleDescription(sentence)
        self._box.update()

    def _show_button(self) -> PressButton:
        button = PressButton(say("window", "details_screen", "show"), "quiet")
        button.setCheckable(True)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)

        def toggle(shown: bool) -> None:
            self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
            button.setText(say("window", "details_screen", "hide" if shown else "show"))

        button.toggled.connect(toggle)
        return button
