"""The things on a router's page: headings, ticks, switches, drop-downs, fields, tables, buttons, grey lines.

Each makes a :class:`Row` that knows its height and draws itself; what it returns is the place a ring goes around.
Unknown neighbours are grey lines: a page looks like the real one without a made-up word on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.routers.picture.canvas import Box, Canvas
from app.routers.picture.looks import Look
from app.routers.picture.measure import text_width, wrap

BODY: Final = 12.5
Draw = Callable[[float, float, float], Box]
"""Draws at (x, y) in a width and returns the ringed place."""


@dataclass(frozen=True, slots=True)
class Row:
    height: float
    draw: Draw
    what: str = ""
    """Alternative text; a row without it is not marked."""
    turn: int = 1
    """Marks are numbered by turn, then from top to bottom: a table's button comes after its line."""


def _lines(canvas: Canvas, x: float, y: float, lines: Sequence[str], look: Look, *, bold: bool = False) -> float:
    """Draws lines from the row's first base line; the widest width."""
    step = canvas.px(BODY * 1.35)
    return max(canvas.text(x, y + at * step, line, BODY, look.text, bold=bold) for at, line in enumerate(lines))


def _tall(canvas: Canvas, lines: Sequence[str], least: float = 26) -> float:
    return canvas.px(least) + (len(lines) - 1) * canvas.px(BODY * 1.35)


def heading(canvas: Canvas, look: Look, title: str, width: float, what: str = "") -> Row:
    lines = wrap(title, canvas.px(14.5), width - canvas.px(20), bold=True)

    def draw(x: float, y: float, w: float) -> Box:
        step = canvas.px(19)
        wide = max(
            canvas.text(x, y + canvas.px(16) + at * step, line, 14.5, look.text, bold=True)
            for at, line in enumerate(lines)
        )
        rule = y + canvas.px(25) + (len(lines) - 1) * step
        canvas.line(x, rule, x + w, rule, look.line)
        return Box(x - canvas.px(8), y - canvas.px(1), wide + canvas.px(16), canvas.px(23) + (len(lines) - 1) * step)

    return Row(canvas.px(36) + (len(lines) - 1) * canvas.px(19), draw, what)


def grey(canvas: Canvas, look: Look, share: float, control: str = "") -> Row:
    """A line that stands for text nobody told us; ``control`` draws an empty control in front or behind."""

    def draw(x: float, y: float, w: float) -> Box:
        left = x
        if control == "tick":
            canvas.rect(
                Box(x, y + canvas.px(5), canvas.px(14), canvas.px(14)), "none", stroke=look.line, r=canvas.px(2)
            )
            left += canvas.px(24)
        canvas.rect(Box(left, y + canvas.px(9), share * w, canvas.px(7)), look.line, r=canvas.px(3.5))
        if control in ("switch", "choice"):
            canvas.rect(
                Box(x + w * 0.62, y + canvas.px(4), canvas.px(38), canvas.px(16)),
                "none",
                stroke=look.line,
                r=canvas.px(8),
            )
        return Box(x, y, w, canvas.px(24))

    return Row(canvas.px(25), draw)


def _check_mark(canvas: Canvas, x: float, y: float, size: float, colour: str) -> None:
    """A tick leans the same way in every script, so a mirrored page gets it mirrored back."""
    shares = ((0.22, 0.52), (0.43, 0.74), (0.80, 0.28))
    points = [(x + size * (1 - a if canvas.mirrored else a), y + size * b) for a, b in shares]
    canvas.polyline(points, colour, max(1.6, size * 0.15))


def tick(canvas: Canvas, look: Look, label: str, on: bool | None, width: float, what: str = "") -> Row:
    """``on`` is None for a neighbour: nobody told its state, so it is drawn faint."""
    lines = wrap(label, canvas.px(BODY), width - canvas.px(64), bold=bool(what))

    def draw(x: float, y: float, w: float) -> Box:
        side = canvas.px(15)
        corner = canvas.px(3) if look.controls == "round" else 0.0
        place = Box(x, y + canvas.px(5), side, side)
        if on and look.controls != "bevel":
            canvas.rect(place, look.accent, stroke=look.accent, r=corner)
            _check_mark(canvas, place.x, place.y, side, look.accent_text)
        else:
            canvas.rect(place, "#FFFFFF", stroke="#C3C9D1" if on is None else "#6B7280", r=corner, line=1.3)
            if on:
                _check_mark(canvas, place.x, place.y, side, "#16181D")
        wide = _lines(canvas, x + canvas.px(25), y + canvas.px(17), lines, look, bold=bool(what))
        return Box(x - canvas.px(10), y - canvas.px(2), canvas.px(25) + wide + canvas.px(22), _tall(canvas, lines, 29))

    return Row(_tall(canvas, lines, 33 if what else 27), draw, what)


def switch(canvas: Canvas, look: Look, label: str, on: bool | None, width: float, what: str = "") -> Row:
    column = min(width * 0.62, width - canvas.px(80))
    lines = wrap(label, canvas.px(BODY), column - canvas.px(12), bold=bool(what))

    def draw(x: float, y: float, w: float) -> Box:
        _lines(canvas, x, y + canvas.px(17), lines, look, bold=bool(what))
        left, high, wide = x + column, canvas.px(18), canvas.px(36)
        track = Box(left, y + canvas.px(4), wide, high)
        corner = high / 2 if look.controls == "round" else canvas.px(3)
        if on is None:
            canvas.rect(track, "none", stroke=look.line, r=corner, line=1.3)
            return track
        canvas.rect(track, look.accent if on else "#A9B1BC", r=corner)
        knob = high - canvas.px(5)
        at = track.right - knob - canvas.px(2.5) if on else track.x + canvas.px(2.5)
        canvas.rect(Box(at, track.y + canvas.px(2.5), knob, knob), "#FFFFFF", r=min(corner, knob / 2))
        return Box(x - canvas.px(10), y - canvas.px(2), column + wide + canvas.px(20), _tall(canvas, lines, 30))

    return Row(_tall(canvas, lines, 34 if what else 28), draw, what)


def choice(canvas: Canvas, look: Look, label: str, value: str, width: float, what: str = "") -> Row:
    """A drop-down; a value too long for its column stands below the label. No value: a neighbour, its state unknown."""
    column = width * 0.48
    room = max(text_width(value, canvas.px(BODY), bold=True) + canvas.px(40), canvas.px(104))
    below = room > width - column - canvas.px(4)
    lines = wrap(label, canvas.px(BODY), width if below else column - canvas.px(14), bold=bool(what))
    drop = _tall(canvas, lines, 24) if below else canvas.px(2)

    def draw(x: float, y: float, w: float) -> Box:
        _lines(canvas, x, y + canvas.px(18), lines, look, bold=bool(what))
        left = x if below else x + column
        place = Box(left, y + drop, min(room, x + w - left - canvas.px(4)), canvas.px(24))
        _drop_down(canvas, look, place, value, bold=bool(what))
        tall = drop + canvas.px(32) if below else _tall(canvas, lines, 34)
        return Box(x - canvas.px(10), y - canvas.px(3), place.right - x + canvas.px(20), tall)

    return Row(drop + canvas.px(38) if below else _tall(canvas, lines, 38 if what else 32), draw, what)


def _drop_down(canvas: Canvas, look: Look, place: Box, value: str, *, bold: bool) -> None:
    canvas.rect(place, "#FFFFFF", stroke="#7A828E", r=canvas.px(4) if look.controls == "round" else 0.0)
    if value:
        canvas.text(place.x + canvas.px(9), place.y + canvas.px(16.5), value, BODY, "#16181D", bold=bold)
    else:
        canvas.rect(Box(place.x + canvas.px(9), place.y + canvas.px(9), canvas.px(48), canvas.px(6)), "#D3D7DE")
    middle, high = place.right - canvas.px(13), place.y + canvas.px(10)
    reach = canvas.px(4.5)
    points = [(middle - reach, high), (middle, high + reach), (middle + reach, high)]
    canvas.polyline(points, "#3A414B", canvas.px(1.8))


def field(canvas: Canvas, look: Look, label: str, value: str, width: float, what: str = "") -> Row:
    column = width * 0.48
    lines = wrap(label, canvas.px(BODY), column - canvas.px(14), bold=bool(what))

    def draw(x: float, y: float, w: float) -> Box:
        _lines(canvas, x, y + canvas.px(18), lines, look, bold=bool(what))
        wide = min(canvas.px(130), w - column - canvas.px(4))
        place = Box(x + column, y + canvas.px(2), wide, canvas.px(24))
        canvas.rect(place, "#FFFFFF", stroke="#7A828E", r=canvas.px(4) if look.controls == "round" else 0.0)
        canvas.text(place.x + canvas.px(9), place.y + canvas.px(16.5), value, BODY, "#16181D")
        return Box(x - canvas.px(10), y - canvas.px(3), column + wide + canvas.px(20), _tall(canvas, lines, 34))

    return Row(_tall(canvas, lines, 38), draw, what)


def button(canvas: Canvas, look: Look, label: str, what: str = "", *, plain: bool = False) -> Row:
    wide = max(text_width(label, canvas.px(BODY), bold=True) + canvas.px(34), canvas.px(70))

    def draw(x: float, y: float, w: float) -> Box:
        place = Box(x, y + canvas.px(6), min(wide, w), canvas.px(26))
        if look.controls == "bevel" or plain:
            canvas.rect(place, "#E9EBEE", stroke="#7F8791", r=canvas.px(3), line=1.2)
            colour = "#16181D"
        else:
            canvas.rect(place, look.accent, r=canvas.px(4) if look.controls == "round" else canvas.px(2))
            colour = look.accent_text
        canvas.text(place.x + place.w / 2, place.y + canvas.px(17.4), label, BODY, colour, bold=True, anchor="middle")
        return place.grown(canvas.px(6))

    return Row(canvas.px(42), draw, what)
