"""From blocks to pages: breaks, heads that repeat, page numbers, and where each bookmark lands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from app.paper.blocks import WIDTH, Block, Break, Space, placed
from app.paper.ink import LINE, QUIET, colour, letters
from app.paper.words import Words

DPI: Final = 1200
CSS_DPI: Final = 96.0
LEFT: Final = 47.0
TOP: Final = 50.0
BOTTOM: Final = 1052.0
"""Of the text; below it stands the page number."""
FOOT: Final = 1074.0


@dataclass(slots=True)
class Page:
    """Blocks with the heights they stand at."""

    blocks: list[tuple[float, Block]] = field(default_factory=list)
    y: float = TOP

    def add(self, block: Block) -> None:
        """Put *block* below what is there."""
        self.blocks.append((self.y, block))
        self.y += block.height


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; ``page`` counts from 0, ``y`` from the top in CSS pixels."""

    level: int
    title: str
    page: int
    y: float


def paginate(blocks: Iterable[Block]) -> list[Page]:
    """Fill pages; what belongs together moves on together."""
    pages = [Page()]
    waiting: list[Block] = []
    for block in blocks:
        if isinstance(block, Break):
            pages.append(Page())
            continue
        waiting.append(block)
        if not block.keep:
            _place(pages, waiting)
            waiting = []
    _place(pages, waiting)
    return [page for page in pages if page.blocks]


def _place(pages: list[Page], together: Sequence[Block]) -> None:
    if not together:
        return
    needed = sum(block.height for block in together)
    page = pages[-1]
    if page.y + needed > BOTTOM and page.y > TOP:
        page = Page()
        pages.append(page)
        head = together[0].head
        if head is not None:
            page.add(head)
    for block in together:
        if page.y > TOP or not isinstance(block, Space):
            page.add(block)


def bookmarks(pages: Sequence[Page]) -> list[Bookmark]:
    """All marks in the order of the pages."""
    return [
        Bookmark(block.bookmark[0], block.bookmark[1], number, y)
        for number, page in enumerate(pages)
        for y, block in page.blocks
        if block.bookmark is not None
    ]


def print_pages(pages: Sequence[Page], title: str, foot: str, numbers: str) -> bytes:
    """The PDF. *numbers* holds ``{page}`` and ``{pages}``."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator(foot)
    writer.setResolution(DPI)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    )
    painter = QPainter(writer)
    painter.scale(DPI / CSS_DPI, DPI / CSS_DPI)
    for number, page in enumerate(pages, start=1):
        if number > 1:
            writer.newPage()
        for y, block in page.blocks:
            block.draw(painter, LEFT, y)
        _foot(painter, foot, numbers.replace("{page}", str(number)).replace("{pages}", str(len(pages))))
    painter.end()
    return bytes(buffer.data().data())


def _foot(painter: QPainter, foot: str, number: str) -> None:
    painter.fillRect(QRectF(LEFT, FOOT - 8, WIDTH, 1), colour(LINE))
    small = letters(10.5)
    Words(520, (foot, small, QUIET)).draw(painter, LEFT + placed(0, 520), FOOT)
    Words(WIDTH - 520, (number, small, QUIET), right=True).draw(painter, LEFT + placed(520, WIDTH - 520), FOOT)
