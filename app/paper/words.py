"""Text in a column of given width, broken into lines once and drawn as often as needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from app.paper.ink import TEXT, colour
from app.words import spoken


def mirrored() -> bool:
    """Whether pages are laid out from right to left."""
    return spoken().right_to_left


LONGEST: Final = 3000
"""Characters in one cell: more than a page of them helps nobody."""


class Words:
    """Pieces of text, each with its font and colour, set as one paragraph."""

    def __init__(
        self,
        width: float,
        *pieces: tuple[str, QFont] | tuple[str, QFont, str],
        right: bool = False,
        foreign: bool = False,
    ) -> None:
        """*right*: at the far side of the column; *foreign*: runs from left to right whatever we speak."""
        whole = "".join(piece[0] for piece in pieces)
        cut = whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 2]} …"
        self._layout = QTextLayout(cut, pieces[0][1])
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setUseDesignMetrics(True)
        turned = mirrored() and not foreign
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight)
        far = right != turned
        side = Qt.AlignmentFlag.AlignRight if far else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        self.width = width
        self._layout.setTextOption(option)
        self._layout.setFormats(_formats(pieces))
        self.height = self._break(width)
        self.text = cut

    def _break(self, width: float) -> float:
        y = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y))
            y += line.height() * LEADING
        self._layout.endLayout()
        return y

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Set it with its upper left corner at *x*, *y*."""
        painter.setPen(colour(TEXT))
        self._layout.draw(painter, QPointF(x, y))


LEADING: Final = 1.12


def _formats(pieces: Sequence[tuple[str, QFont] | tuple[str, QFont, str]]) -> list[QTextLayout.FormatRange]:
    ranges, start = [], 0
    for piece in pieces:
        found = QTextLayout.FormatRange()
        found.start, found.length = start, _units(piece[0])
        shown = QTextCharFormat()
        shown.setFont(piece[1])
        shown.setForeground(colour(piece[2] if len(piece) == 3 else TEXT))
        found.format = shown
        ranges.append(found)
        start += found.length
    return ranges


def _units(text: str) -> int:
    """Qt counts UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
