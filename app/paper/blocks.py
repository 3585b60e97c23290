"""The pieces a page is made of. A block knows its height and draws itself; it is never cut in two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtSvg import QSvgRenderer

from app.paper.ink import LINE, QUIET, TILE, TONES, colour, letters
from app.paper.words import Words, mirrored

WIDTH: Final = 700.0
"""Of the text, in CSS pixels: what an A4 page holds between its margins."""


def placed(left: float, width: float) -> float:
    """The left edge of what is *width* wide and begins *left* from where lines begin."""
    return WIDTH - left - width if mirrored() else left


class Block(Protocol):
    """What a page can take. ``keep``: not the last on a page; ``head``: repeated when a page begins inside a table."""

    height: float
    keep: bool
    head: Block | None
    bookmark: tuple[int, str] | None

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw with the upper left corner at *x*, *y*."""


@dataclass(slots=True)
class Space:
    """Nothing."""

    height: float
    keep: bool = True
    head: Block | None = None
    bookmark: tuple[int, str] | None = None

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Nothing to see."""


@dataclass(slots=True)
class Break(Space):
    """The next block begins a page."""

    height: float = 0.0


@dataclass(slots=True)
class Paragraph:
    """Words with room below; *level* makes a heading of them, and a bookmark."""

    words: Words
    below: float = 6.0
    keep: bool = False
    head: Block | None = None
    bookmark: tuple[int, str] | None = None
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = self.words.height + self.below

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """The words."""
        self.words.draw(painter, x, y)


def heading(text: str, level: int) -> Paragraph:
    """A heading, which stays with what follows and is a bookmark."""
    size = {1: 20.0, 2: 16.0, 3: 13.0}[level]
    return Paragraph(Words(WIDTH, (text, letters(size, 700))), 8, keep=True, bookmark=(level, text))


def paragraph(
    text: str, *, quiet: bool = False, size: float = 12.5, weight: int = 400, keep: bool = False
) -> Paragraph:
    """Running text; with *keep* it stays with what follows."""
    return Paragraph(Words(WIDTH, (text, letters(size, weight), QUIET if quiet else "#13202C")), keep=keep)


@dataclass(slots=True)
class Picture:
    """A drawing as wide as the page."""

    renderer: QSvgRenderer
    below: float = 10.0
    keep: bool = False
    head: Block | None = None
    bookmark: tuple[int, str] | None = None
    height: float = field(init=False)

    def __post_init__(self) -> None:
        box = self.renderer.viewBoxF()
        self.height = WIDTH * box.height() / box.width() + self.below

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Vectors, as in the HTML report."""
        self.renderer.render(painter, QRectF(x, y, WIDTH, self.height - self.below))


@dataclass(slots=True)
class Row:
    """One row of a table: cells side by side under a thin line. ``pill``: a state drawn in front of the first cell."""

    cells: Sequence[tuple[float, Words]]
    """Left edge and words of each."""
    pill: QSvgRenderer | None = None
    tone: str = "unknown"
    head: Block | None = None
    keep: bool = False
    bookmark: tuple[int, str] | None = None
    pad: float = 6.0
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = max((words.height for _, words in self.cells), default=0) + 2 * self.pad

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Line, pill, cells."""
        painter.fillRect(QRectF(x, y, WIDTH, 1), colour(LINE))
        if self.pill is not None:
            box(painter, QRectF(x + placed(8, 33), y + self.pad - 1, 33, 20), TONES[self.tone][1], 10)
            self.pill.render(painter, QRectF(x + placed(17.5, 14), y + self.pad + 2, 14, 14))
        for left, words in self.cells:
            words.draw(painter, x + placed(left, words.width), y + self.pad)


@dataclass(slots=True)
class MessageLines:
    """Some lines of raw messages side by side, on a tile; ``marked`` lines have the ground of what is broken."""

    columns: Sequence[tuple[float, float, Words, bool]]
    """Left edge, width, words and mark."""
    keep: bool = False
    head: Block | None = None
    bookmark: tuple[int, str] | None = None
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = max((one[2].height for one in self.columns), default=0) + 1

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Tile by tile."""
        for left, width, words, marked in self.columns:
            ground = TONES["broken"][1] if marked else TILE
            painter.fillRect(QRectF(x + left, y, width, self.height + 0.4), colour(ground))
            words.draw(painter, x + left + 8, y)


def box(painter: QPainter, place: QRectF, ground: str, radius: float) -> None:
    """A rounded box."""
    painter.setPen(QPen(Qt.PenStyle.NoPen))
    painter.setBrush(colour(ground))
    painter.drawRoundedRect(place, radius, radius)
