"""Page one: what is wrong, what to do, the code, the way of a call, and each test in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.paper.blocks import WIDTH, Block, Picture, Row, Space, box, heading, paragraph
from app.paper.drawings import drawing, state_sign
from app.paper.ink import QUIET, STATES, TEXT, TILE, TONES, letters
from app.paper.words import Words
from app.report.view import ReportView
from app.report.view.page_one import Headline, Tile
from app.report.view.words import say

_FIRST: Final = ("fail", "warn", "pass", "not_run")
"""What is wrong must not slip to the second page."""
GAP: Final = 14.0
MOST_UNTESTED: Final = 2
"""More tests than that which were not run share a line; why is said on the pages for support."""


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
            left, top = x + number * (width + GAP), y + 14
            box(painter, QRectF(left, y, width, self.height - 16), TILE, 14)
            for words in tile:
                words.draw(painter, left + 16, top)
                top += words.height


def tile_width(count: int) -> float:
    """So that all fit beside each other."""
    return (WIDTH - GAP * (count - 1)) / max(1, count)


def page_one(view: ReportView) -> Iterator[Block]:
    """Everything for the owner."""
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
    yield from _tests(view)
    arrows = view.runs[0].arrows
    ladder = drawing("ladder", arrows, view.places, view.runs[0].changed, _say) if arrows else None
    if ladder is not None:
        yield Space(8)
        yield heading(say("report", "heading", "router_did"), 2)
        yield Picture(ladder)


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
            words.draw(painter, x + left, y)


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


def _tests(view: ReportView) -> Iterator[Block]:
    left_out = [row for row in view.tests if row.state == "not_run"]
    short = len(left_out) > MOST_UNTESTED
    for row in sorted(view.tests, key=lambda one: _FIRST.index(one.state)):
        if short and row.state == "not_run":
            continue
        cells = (
            (57.0, Words(122, (row.name, letters(14.5, 700)))),
            (184.0, Words(166, (row.answer, letters(14.5)))),
            (363.0, Words(WIDTH - 363, (row.value, letters(14.5), QUIET))),
        )
        yield Row(cells, state_sign(row.state), STATES[row.state], pad=6.5)
    if short:
        names = Words(WIDTH - 184, (", ".join(row.name for row in left_out), letters(14.5), QUIET))
        word = Words(122, (left_out[0].state_word, letters(14.5, 700)))
        yield Row(((57.0, word), (184.0, names)), state_sign("not_run"), STATES["not_run"], pad=6.5)


def _finding(one: Headline) -> Boxed:
    ink, ground = TONES[one.tone]
    lead = Words(WIDTH - 36, (f"{one.lead} {one.title} ", letters(14, 700)), (one.effect, letters(14)))
    action = Words(WIDTH - 36, (one.action, letters(14), ink))
    return Boxed([(lead, 2.0), (action, 0.0)], ground, pad=14, radius=10, below=8)
