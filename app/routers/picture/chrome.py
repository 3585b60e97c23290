"""The frame around a router page: browser bar, header, rows of tabs, side menu with the path lit, bread crumbs.

One function draws them all; a layout is a line of flags in ``_PARTS``. Above 140 % the side menu becomes rows above the
content, so that large letters keep their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.routers.guide import NavPlace
from app.routers.picture.canvas import Box, Canvas
from app.routers.picture.controls import Row
from app.routers.picture.looks import Layout, Look
from app.routers.picture.marks import Mark
from app.routers.picture.measure import text_width, wrap

STACKED_ABOVE: Final = 1.4
MENU: Final = 12.3
_FRAME: Final = "#AEB7C5"


@dataclass(frozen=True, slots=True)
class Parts:
    order: tuple[NavPlace, ...]
    """Where the levels of a menu path stand, unless the step says otherwise."""
    header: float = 0.0
    icons: bool = False
    crumbs: bool = False
    card: bool = False
    buttons: bool = False
    """Menu entries look like raised buttons."""
    program: bool = False
    """A program's window instead of a browser."""


_PARTS: Final[dict[Layout, Parts]] = {
    "tabs_side": Parts(("top", "side", "sub", "tab", "section")),
    "side": Parts(("side", "sub", "tab", "section"), header=24),
    "top": Parts(("top", "tab", "section"), header=20),
    "console": Parts(("side", "sub", "tab", "section"), header=24, icons=True, crumbs=True),
    "cards": Parts(("side", "sub", "tab", "section"), header=28, icons=True, card=True),
    "frames": Parts(("side", "tab", "section"), header=26, buttons=True),
    "window": Parts(("side", "sub", "tab", "section"), program=True, buttons=True),
    "phone": Parts(("section",)),
    "terminal": Parts(("section",)),
}


@dataclass(frozen=True, slots=True)
class Level:
    label: str
    place: NavPlace
    number: int
    """Position in the path; marks are numbered in this order."""


@dataclass(slots=True)
class Page:
    """What is drawn, and the marks found on the way by path position."""

    canvas: Canvas
    look: Look
    address: str
    levels: tuple[Level, ...]
    menus: tuple[tuple[str, ...], ...]
    marks: dict[int, Mark] = field(default_factory=dict)

    @property
    def parts(self) -> Parts:
        return _PARTS[self.look.layout]

    def at(self, *places: NavPlace) -> tuple[Level, ...]:
        return tuple(level for level in self.levels if level.place in places)

    def siblings(self, label: str) -> tuple[str, ...]:
        """Known labels of the same menu in their order, or the label between grey lines (empty strings)."""
        return next((menu for menu in self.menus if label in menu), ("", label, ""))


def levels_of(path: Sequence[str], nav: Sequence[NavPlace], layout: Layout) -> tuple[Level, ...]:
    order = _PARTS[layout].order
    places = list(nav) or [order[min(at, len(order) - 1)] for at in range(len(path))]
    return tuple(Level(label, place, at) for at, (label, place) in enumerate(zip(path, places, strict=True)))


def browser_bar(page: Page, ringed: str = "") -> float:
    """Returns its height; with ``ringed`` the address is marked under position 0."""
    canvas = page.canvas
    high = canvas.px(33)
    canvas.panel(Box(1, 1, canvas.width - 2, high), "#E7EBF1", top=10)
    dots = 0.0
    if canvas.scale <= STACKED_ABOVE:
        dots = canvas.px(58)
        for at in range(3):
            canvas.circle(canvas.px(17 + at * 15.5), 1 + high / 2, canvas.px(5), "#B4BFCC")
    else:
        dots = canvas.px(8)
    shown = page.address.removeprefix("http://")
    room = canvas.width - dots - canvas.px(24)
    while text_width(shown, canvas.px(12.5)) > room - canvas.px(24) and len(shown) > 4:
        shown = shown[:-2].rstrip("…") + "…"
    pill = Box(dots + canvas.px(10), canvas.px(8), room, canvas.px(18.5))
    canvas.rect(pill, "#FFFFFF", r=pill.h / 2)
    if not shown:
        canvas.rect(Box(pill.x + canvas.px(12), pill.y + canvas.px(6.5), canvas.px(120), canvas.px(6)), "#C9D2DC", r=3)
    width = canvas.text(pill.x + canvas.px(12), pill.y + canvas.px(13.8), shown, 12.5, "#24303C", bold=bool(ringed))
    if ringed:
        ring = Box(pill.x - canvas.px(3), pill.y - canvas.px(4), width + canvas.px(30), pill.h + canvas.px(8))
        page.marks[0] = Mark(ring, ringed)
    return high


def program_bar(page: Page) -> float:
    canvas = page.canvas
    high = canvas.px(28)
    canvas.panel(Box(1, 1, canvas.width - 2, high), "#CBD6E4", top=8)
    canvas.text(canvas.px(14), canvas.px(19), page.address, 12.5, "#1D2733", bold=True)
    for at in range(3):
        canvas.rect(
            Box(canvas.width - canvas.px(24 + at * 22), canvas.px(9), canvas.px(13), canvas.px(11)), stroke="#6F7C8C"
        )
    return high


def header(page: Page, y: float) -> float:
    high = page.canvas.px(page.parts.header)
    if not high:
        return 0.0
    canvas, look = page.canvas, page.look
    canvas.rect(Box(1, y, canvas.width - 2, high), look.bar)
    canvas.rect(
        Box(canvas.px(16), y + high / 2 - canvas.px(4), canvas.px(70), canvas.px(8)), look.bar_text, r=canvas.px(4)
    )
    for at in range(2):
        canvas.circle(canvas.width - canvas.px(20 + at * 20), y + high / 2, canvas.px(5), look.bar_text)
    return high


def tab_row(page: Page, y: float, level: Level, *, inner: bool, left: float, width: float) -> float:
    """A row of tabs with one lit: the main menu, or (``inner``) the tabs of a page."""
    canvas, look = page.canvas, page.look
    high = canvas.px(29 if inner else 33)
    ground = look.page if inner else look.bar
    canvas.rect(Box(left, y, width, high), ground)
    x = left + (canvas.px(12) if inner else 0.0)
    for label in page.siblings(level.label):
        x += _tab(page, Box(x, y, 0, high), label, level, inner, left + width)
    if inner:
        canvas.line(left, y + high, left + width, y + high, look.line)
    return high


def _tab(page: Page, place: Box, label: str, level: Level, inner: bool, edge: float) -> float:
    canvas, look = page.canvas, page.look
    lit = label == level.label
    wide = text_width(label, canvas.px(MENU), bold=True) + canvas.px(36) if label else canvas.px(72)
    if place.x + wide > edge:
        return 0.0
    if lit:
        canvas.rect(Box(place.x, place.y, wide, place.h), look.lit if inner else look.page)
        canvas.rect(Box(place.x, place.y + (0 if inner else place.h - canvas.px(3)), wide, canvas.px(3)), look.accent)
        page.marks[level.number] = Mark(Box(place.x + 2, place.y, wide - 4, place.h), level.label)
    ink = (look.lit_text if inner else look.accent if look.accent != look.page else look.text) if lit else look.bar_text
    if not lit and inner:
        ink = look.text
    if lit and not inner and look.page.startswith("#4"):
        ink = look.text
    if label:
        base = place.y + place.h / 2 + canvas.px(4.5)
        canvas.text(place.x + wide / 2, base, label, MENU, ink, bold=lit, anchor="middle")
    else:
        grey = Box(place.x + canvas.px(14), place.y + place.h / 2 - canvas.px(3), wide - canvas.px(28), canvas.px(6))
        canvas.rect(grey, look.line if inner else _faded(look), r=canvas.px(3))
    return wide


def _faded(look: Look) -> str:
    """Grey lines on the bar: between its ground and its letters."""
    mixed = (round((int(look.bar[at : at + 2], 16) * 2 + int(look.bar_text[at : at + 2], 16)) / 3) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02X}" for part in mixed)


@dataclass(frozen=True, slots=True)
class _Entry:
    level: Level | None
    label: str
    indent: bool


def side_entries(page: Page) -> list[_Entry]:
    """The side menu: grey lines or known neighbours around the lit path."""
    entries: list[_Entry] = []
    path = page.at("side", "sub")
    if not path:
        return [_Entry(None, "", False) for _ in range(5)]
    first, rest = path[0], path[1:]
    known = page.siblings(first.label)
    for label in known:
        entries.append(_Entry(first if label == first.label else None, label, False))
        if label == first.label:
            entries += [_Entry(level, level.label, True) for level in rest]
            entries += [_Entry(None, "", True)] if rest and known[-1] == "" else []
    return entries + [_Entry(None, "", False)] * max(0, 5 - len(entries))


def _entry_lines(page: Page, entry: _Entry, width: float) -> tuple[str, ...]:
    room = width - page.canvas.px(
        28 + (14 if entry.indent else 0) + (18 if page.parts.icons else 0) + (24 if entry.level else 0)
    )
    return wrap(entry.label, page.canvas.px(MENU), room, bold=entry.level is not None)


def side_height(page: Page, width: float) -> float:
    section = page.canvas.px(26) * len(page.at("section") if _section_in_side(page) else ())
    return section + sum(_entry_height(page, _entry_lines(page, entry, width)) for entry in side_entries(page))


def _entry_height(page: Page, lines: Sequence[str]) -> float:
    return page.canvas.px(29) + (len(lines) - 1) * page.canvas.px(16)


def _section_in_side(page: Page) -> bool:
    """A heading that comes before any menu entry stands over the side menu."""
    return bool(page.levels) and page.levels[0].place == "section" and bool(page.at("side"))


def side_menu(page: Page, place: Box) -> None:
    canvas, look = page.canvas, page.look
    canvas.panel(place, look.side, bottom_left=9)
    y = place.y
    if _section_in_side(page):
        level = page.levels[0]
        canvas.text(place.x + canvas.px(12), y + canvas.px(18), level.label, MENU, look.side_text, bold=True)
        page.marks[level.number] = Mark(Box(place.x + 3, y + 1, place.w - 6, canvas.px(25)), level.label, inside=True)
        y += canvas.px(26)
    for entry in side_entries(page):
        lines = _entry_lines(page, entry, place.w)
        high = _entry_height(page, lines)
        if y + high > place.bottom + 1:
            break
        _side_entry(page, Box(place.x, y, place.w, high), entry, lines)
        y += high


def _side_entry(page: Page, place: Box, entry: _Entry, lines: Sequence[str]) -> None:
    canvas, look = page.canvas, page.look
    last = [level for level in page.at("side", "sub")][-1:] == [entry.level]
    if page.parts.buttons:
        canvas.rect(
            Box(place.x + 2, place.y + 2, place.w - 4, place.h - 4), look.lit if last else look.side, stroke=look.line
        )
    elif entry.level is not None and last:
        canvas.rect(place, look.lit)
        canvas.rect(Box(place.x, place.y, canvas.px(4), place.h), look.accent)
    ink = look.lit_text if last and entry.level else look.side_text
    x = place.x + canvas.px(14 + (14 if entry.indent else 0))
    if page.parts.icons and not entry.indent:
        canvas.rect(
            Box(x, place.y + canvas.px(9), canvas.px(11), canvas.px(11)), "none", stroke=ink, r=canvas.px(2.5), line=1.4
        )
        x += canvas.px(19)
    if entry.label:
        for at, line in enumerate(lines):
            canvas.text(x, place.y + canvas.px(19) + at * canvas.px(16), line, MENU, ink, bold=entry.level is not None)
    else:
        wide = (place.right - x) * (0.62 if entry.indent else 0.74)
        canvas.rect(Box(x, place.y + canvas.px(11.5), wide, canvas.px(6)), _side_grey(look), r=canvas.px(3))
    if entry.level is not None:
        page.marks[entry.level.number] = Mark(
            Box(place.x + 3, place.y + 3, place.w - 6, place.h - 6), entry.label, inside=True
        )


def _side_grey(look: Look) -> str:
    mixed = (
        round((int(look.side[at : at + 2], 16) * 3 + int(look.side_text[at : at + 2], 16)) / 4) for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02X}" for part in mixed)


def outline(canvas: Canvas, height: float) -> None:
    canvas.rect(Box(1, 1, canvas.width - 2, height - 2), "none", stroke=_FRAME, r=10, line=1.6)


def rows_height(rows: Sequence[Row]) -> float:
    return sum(row.height for row in rows)
