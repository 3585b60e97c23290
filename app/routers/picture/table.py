"""A table of a router page with the line to choose and what to press for it."""

from __future__ import annotations

from app.routers.guide import Step
from app.routers.picture.canvas import Box, Canvas
from app.routers.picture.controls import BODY, Row
from app.routers.picture.looks import Look
from app.routers.picture.measure import text_width


def _header(canvas: Canvas, look: Look, columns: tuple[str, ...]) -> Row:
    def draw(x: float, y: float, w: float) -> Box:
        place = Box(x, y, w, canvas.px(25))
        canvas.rect(place, look.line)
        share = w * 0.72 / len(columns)
        for at, column in enumerate(columns):
            canvas.text(x + canvas.px(10) + at * share, y + canvas.px(17), column, BODY, "#20242B", bold=True)
        return place

    return Row(canvas.px(25), draw)


def _grey_line(canvas: Canvas, look: Look) -> Row:
    def draw(x: float, y: float, w: float) -> Box:
        canvas.rect(Box(x, y, w, canvas.px(27)), "none", stroke=look.line)
        canvas.rect(Box(x + canvas.px(10), y + canvas.px(10), w * 0.18, canvas.px(7)), look.line, r=canvas.px(3.5))
        canvas.rect(Box(x + w * 0.40, y + canvas.px(10), w * 0.12, canvas.px(7)), look.line, r=canvas.px(3.5))
        return Box(x, y, w, canvas.px(27))

    return Row(canvas.px(27), draw)


def _cells(canvas: Canvas, look: Look, cells: tuple[str, ...], what: str) -> Row:
    chosen = bool(what)

    def draw(x: float, y: float, w: float) -> Box:
        place = Box(x, y, w, canvas.px(27))
        canvas.rect(place, look.lit if chosen else "none", stroke=look.line)
        share = w * 0.72 / max(len(cells), 1)
        colour = look.lit_text if chosen else look.text
        for at, cell in enumerate(cells):
            canvas.text(x + canvas.px(10) + at * share, y + canvas.px(18), cell, BODY, colour, bold=chosen and not at)
        first = text_width(cells[0], canvas.px(BODY), bold=True)
        return Box(x + canvas.px(1), y - canvas.px(1), first + canvas.px(22), canvas.px(29))

    return Row(canvas.px(27), draw, what)


def _press(canvas: Canvas, look: Look, label: str, what: str) -> Row:
    """The button stands above the table, as in most consoles."""
    wide = text_width(label, canvas.px(BODY), bold=True) + canvas.px(26)

    def draw(x: float, y: float, w: float) -> Box:
        for at, share in enumerate((0.0, 0.14)):
            canvas.rect(Box(x + share * w, y, w * 0.11, canvas.px(23)), "none", stroke=look.line, r=canvas.px(3))
            canvas.rect(Box(x + share * w + canvas.px(8), y + canvas.px(8), w * 0.06 - at, canvas.px(6)), look.line)
        place = Box(x + 0.30 * w, y, wide, canvas.px(23))
        canvas.rect(place, "#E9EBEE", stroke="#7F8791", r=canvas.px(3), line=1.2)
        canvas.text(place.x + place.w / 2, y + canvas.px(16), label, BODY, "#16181D", bold=True, anchor="middle")
        return place.grown(canvas.px(5))

    return Row(canvas.px(34), draw, what, turn=2)


def table_rows(canvas: Canvas, look: Look, step: Step, row_what: str, press_what: str) -> list[Row]:
    rows = step.rows or ((step.row,),)
    lines = [_cells(canvas, look, cells, row_what if cells[0] == step.row else "") for cells in rows]
    grey = [_grey_line(canvas, look)] if len(rows) < 3 else []
    header = [_header(canvas, look, step.columns)] if step.columns else []
    return [_press(canvas, look, step.press, press_what), *header, *grey, *lines, *grey]
