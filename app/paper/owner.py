"""Page one: what is wrong, what to do, the code, the way of a call, and each test in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.paper.blocks import WIDTH, Block, Picture, Row, Space, box, heading, paragraph, placed
from app.paper.drawings import drawing, state_sign
from app.paper.ink import QUIET, STATES, TEXT, TILE, TONES, letters
from app.paper.words import Words
from app.report.view import ReportView
from app.report.view.page_one import Headline, Tile
from app.report.view.results import TestRow
from app.report.view.words import say

_FIRST: Final = ("fail", "warn", "pass", "not_run")
"""What is wrong must not slip to the second page."""
GAP: Final = 14.0
_FOLDED: Final = ("pass", "not_run")


@dataclass(slots=True)
class Boxed:
    """Words one below the other in a rounded box of the tone's ground."""

    parts: Sequence[tuple[Words, float]]
    ground: str
    pad: float = 24.0
    radius: float = 18.0
    below: float = 20.0
    keep: bool = False
    head: Block | None = None
    bookmark: tuple[int, str] | None = None
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = sum(words.height + gap for words, gap in self.parts) + 2 * self.pad - 6 + self.below

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Box, then words."""
        box(painter, QRectF(x, y, WIDTH, self.height - self.below), self.ground, self.radius)
        top = y + self.pad - 3
        for words, gap in self.parts:
            words.draw(painter, x + self.pad, top)
            top += words.height + gap


@dataclass(slots=True)
class Tiles:
    """The boxes under the headline, all as high as the highest."""

    tiles: Sequence[Sequence[Words]]
    keep: bool = False
    head: Block | None = None
    bookmark: tuple[int, str] | None = None
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = max((sum(words.height for words in tile) for tile in self.tiles), default=0) + 28 + 16

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """From left to right."""
        width = tile_width(len(self.tiles))
        for number, tile in enumerate(self.tiles):
            left, top = x + placed(number * (width + GAP), width), y + 14
            box(painter, QRectF(left, y, width, self.height - 16), TILE, 14)
            for words in tile:
                words.draw(painter, left + 16, top)
                top += words.height


def tile_width(count: int) -> float:
    """So that all fit beside each other."""
    return (WIDTH - GAP * (count - 1)) / max(1, count)


@dataclass(frozen=True, slots=True)
class Fit:
    """How much room the tests take: whether those that work share a row, the letters, the room around them."""

    folded: bool
    size: float = 14.5
    pad: float = 6.5
    values: bool = True


_FITS: Final = (Fit(False), Fit(True), Fit(True, 13.0, 4.5), Fit(True, 12.5, 3.5, values=False))
"""From roomy to dense: page one is one page. What is folded or left out is on the pages for support."""


def page_one(view: ReportView, room: float) -> tuple[Sequence[Block], Sequence[Block]]:
    """Everything for the owner, within *room* if that can be; and the picture for which there was none left."""
    head, drawn = [*_head(view)], _drawn(view)
    for fit in _FITS[:-1] if drawn else ():
        made = [*head, *_tests(view, fit), *drawn]
        if _height(made) <= room:
            return made, ()
    made = head
    for fit in _FITS:
        made = [*head, *_tests(view, fit)]
        if _height(made) <= room:
            break
    return made, () if view.call else drawn


def _drawn(view: ReportView) -> Sequence[Block]:
    """What was done to a message, or how the call went that the finding is about; the latter stands later anyway."""
    arrows = view.runs[0].arrows
    name, picture = "router_did", drawing("ladder", arrows, view.places, view.runs[0].changed, _say) if arrows else None
    if view.call is not None:
        name, picture = "call_went", drawing("call_ladder", view.call, "lead")
    return [Space(8), heading(say("report", "heading", name), 2), Picture(picture)] if picture else ()


def _height(blocks: Sequence[Block]) -> float:
    return sum(block.height for block in blocks)


def _head(view: ReportView) -> Iterator[Block]:
    """Verdict, code, the way of a call, what else to do, whom to call."""
    yield _top(view)
    if view.practice:
        ribbon = Words(WIDTH - 40, (say("report", "page", "practice"), letters(12.5, 600), TONES["look"][0]))
        yield Boxed([(ribbon, 0)], TONES["look"][1], pad=10, radius=10, below=10)
    yield _verdict(view.headline)
    yield Tiles([_tile(tile, tile_width(len(view.tiles))) for tile in view.tiles])
    path = drawing("path", view.places, say=_say)
    if path is not None:
        yield Picture(path, below=4)
    yield from map(_finding, view.findings)
    if view.phone:
        yield paragraph(say("report", "page", "help", phone=view.phone), weight=600, size=14)
        yield Space(6)


def _say(*path: str, **values: object) -> str:
    return say("report", *path, **values)


def _top(view: ReportView) -> Row:
    """Provider and title left, date and ticket right."""
    font = letters(14)
    left = "   ".join(filter(None, (view.provider, say("report", "page", "title"))))
    ticket = say("report", "page", "ticket", ticket=view.ticket) if view.ticket else ""
    right = "   ".join(filter(None, (view.date, ticket)))
    row = _Top([(0, Words(330, (left, font, QUIET))), (330, Words(370, (right, font, QUIET), right=True))])
    row.bookmark = (1, say("report", "page", "title"))
    return row


class _Top(Row):
    """A row without its line."""

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        for left, words in self.cells:
            words.draw(painter, x + placed(left, words.width), y)


def _verdict(headline: Headline) -> Boxed:
    ink, ground = TONES[headline.tone]
    wide = WIDTH - 52
    title = " ".join(filter(None, (headline.title, headline.effect)))
    parts = [(Words(wide, (headline.lead, letters(14, 600), ink)), 2.0)] if headline.lead else []
    parts += [
        (Words(wide, (title, letters(27, 700))), 6.0),
        (Words(wide, (headline.action, letters(17))), 0.0),
    ]
    return Boxed(parts, ground, pad=24)


def _tile(tile: Tile, width: float) -> list[Words]:
    ink = TONES[tile.tone][0] if tile.tone else TEXT
    inside = width - 32
    made = [Words(inside, (tile.label, letters(14), QUIET)), Words(inside, (tile.value, letters(18, 700), ink))]
    return [*made, Words(inside, (tile.note, letters(13.5), QUIET))] if tile.note else made


def _tests(view: ReportView, fit: Fit) -> Iterator[Block]:
    folded = _FOLDED if fit.folded else ()
    for row in sorted(view.tests, key=lambda one: _FIRST.index(one.state)):
        if row.state not in folded:
            yield _test(row, fit)
    for state in folded:
        rows = [row for row in view.tests if row.state == state]
        if rows:
            names = Words(WIDTH - 184, (", ".join(row.name for row in rows), letters(fit.size)))
            yield _row(rows[0], rows[0].state_word, ((184.0, names),), fit)


def _test(row: TestRow, fit: Fit) -> Row:
    answer = (184.0, Words(166, (row.answer, letters(fit.size))))
    value = (363.0, Words(WIDTH - 363, (row.value if fit.values else "", letters(fit.size), QUIET)))
    return _row(row, row.name, (answer, value), fit)


def _row(row: TestRow, name: str, cells: Sequence[tuple[float, Words]], fit: Fit) -> Row:
    named = (57.0, Words(122, (name, letters(fit.size, 700))))
    return Row((named, *cells), state_sign(row.state), STATES[row.state], pad=fit.pad)


def _finding(one: Headline) -> Boxed:
    ink, ground = TONES[one.tone]
    lead = Words(WIDTH - 36, (f"{one.lead} {one.title} ", letters(14, 700)), (one.effect, letters(14)))
    action = Words(WIDTH - 36, (one.action, letters(14), ink))
    return Boxed([(lead, 2.0), (action, 0.0)], ground, pad=14, radius=10, below=8)
