"""Text in one of the window's letter sizes."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.look import TypeRole, look

LINE_PERCENT = 128
QUIET = QPalette.ColorRole.PlaceholderText


class Label(QLabel):
    """A label that wraps. Plain text unless ``rich``: what came from the network is never read as markup."""

    def __init__(
        self, role: TypeRole, text: str = "", *, quiet: bool = False, rich: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.role = role
        self.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if quiet:
            self.setForegroundRole(QUIET)
        self.setText(text)
        self.restyle()
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.setFont(look.font(self.role))
        self._lead()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._lead()
        super().changeEvent(event)

    def _lead(self) -> None:
        """Qt begins Latin words at the left even where everything else begins at the right: a name must not stray."""
        sides = Qt.AlignmentFlag
        along = self.alignment() & sides.AlignHorizontal_Mask
        if along & (sides.AlignHCenter | sides.AlignTrailing) and not along & sides.AlignAbsolute:
            return
        lead = sides.AlignRight | sides.AlignAbsolute if self.isRightToLeft() else sides.AlignLeading
        self.setAlignment((self.alignment() & sides.AlignVertical_Mask) | lead)


class Words(Label):
    """Sentences with room between their lines. What is shown is escaped; :attr:`plain` is what was said."""

    def __init__(self, role: TypeRole = "body", text: str = "") -> None:
        super().__init__(role, rich=True)
        self.plain = ""
        self.say(text)

    def say(self, text: str) -> None:
        """Show *text*."""
        self.plain = text
        self.setText(f'<p style="line-height:{LINE_PERCENT}%; margin:0">{escape(text, quote=False)}</p>')
        self.setAccessibleName(text)


class Heading(Label):
    """The screen's title; takes the focus when the screen comes up, so that a screen reader begins there."""

    accessible_role = QAccessible.Role.Heading

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__("heading", text, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
