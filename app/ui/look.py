"""How the window looks right now: colours, text size and letters. One record for the whole program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPen

from app.ui.theme import LIGHT, Theme
from app.words import resource_path

TypeRole = Literal[
    "number", "heading", "subheading", "large", "lead", "body", "button", "small", "code", "digits", "clock"
]

WEIGHTS = QFont.Weight
_TYPES: Final[dict[TypeRole, tuple[float, QFont.Weight]]] = {
    "number": (38, WEIGHTS.Bold),
    "heading": (27, WEIGHTS.Bold),
    "subheading": (16.5, WEIGHTS.DemiBold),
    "large": (23, WEIGHTS.Normal),
    "lead": (19.5, WEIGHTS.Normal),
    "body": (16.5, WEIGHTS.Normal),
    "button": (16.5, WEIGHTS.DemiBold),
    "small": (14, WEIGHTS.Normal),
    "code": (34, WEIGHTS.Bold),
    "digits": (22, WEIGHTS.DemiBold),
    "clock": (20, WEIGHTS.Bold),
}
"""Logical pixels at 100 %. Qt scales them with the display."""

SCALES: Final = (1.0, 1.25, 1.5, 1.75, 2.0)
FAMILIES: Final = ["Inter", "Segoe UI", ".AppleSystemUIFont", "Noto Sans", "Ubuntu", "Cantarell", "DejaVu Sans"]
"""Ours, then what each system has. Qt takes other scripts from the system by itself."""


@dataclass(slots=True)
class Look:
    """Read by every widget while it paints or lays itself out."""

    theme: Theme = field(default_factory=lambda: LIGHT)
    scale: float = 1.0
    """Of text, 1 to 2."""
    calm: bool = False
    """Whether the person asked the system for less motion."""

    @property
    def edge(self) -> QPen:
        """Around a ground that has none: drawn only where grounds look alike."""
        return QPen(QColor(self.theme.line), 1) if self.theme.stark else QPen(Qt.PenStyle.NoPen)

    def px(self, size: float) -> int:
        """A length that grows with the text, in logical pixels."""
        return round(size * self.scale)

    def gap(self, size: float) -> int:
        """Empty room: grows half as fast as the text, because a large text needs the room itself."""
        return round(size * (1 + (self.scale - 1) / 2))

    def font(self, role: TypeRole) -> QFont:
        """The letters of *role* at the present size."""
        size, weight = _TYPES[role]
        font = QFont(FAMILIES)
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        if role in ("number", "code", "digits"):
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, size * self.scale / 24)
        return font


look: Final = Look()


def load_letters() -> None:
    """Make the bundled letters known to Qt; without them the system's are used."""
    for weight in ("Regular", "SemiBold", "Bold"):
        QFontDatabase.addApplicationFont(str(resource_path(f"fonts/Inter-{weight}.otf")))
