"""A router page in the browser (or a program's window): chrome, the lit path, and the rows of the step."""

from __future__ import annotations

from app.routers.phrases import phrase
from app.routers.picture.canvas import Box, Canvas
from app.routers.picture.chrome import (
    STACKED_ABOVE,
    Page,
    browser_bar,
    header,
    levels_of,
    outline,
    program_bar,
    rows_height,
    side_height,
    side_menu,
    tab_row,
)
from app.routers.picture.controls import Row
from app.routers.picture.marks import Mark
from app.routers.picture.measure import text_width
from app.routers.picture.rows import rows_of
from app.routers.picture.scene import Scene

PATH_IS_PRESSED = ("menu", "look", "restart")
"""Kinds whose path is ringed; elsewhere it is only lit."""


def draw_page(canvas: Canvas, scene: Scene) -> tuple[float, list[Mark]]:
    """Returns the height and what is ringed, in order."""
    page = _page(canvas, scene)
    y = program_bar(page) if page.parts.program else browser_bar(page)
    y += 1
    for level in page.at("top"):
        y += header(page, y) if page.parts.header else 0.0
        y += tab_row(page, y, level, inner=False, left=1, width=canvas.width - 2)
    if not page.at("top"):
        y += header(page, y)
    stacked = canvas.scale > STACKED_ABOVE
    bottom, marks = _stacked(page, scene, y) if stacked else _beside(page, scene, y)
    outline(canvas, bottom + 2)
    pressed = [page.marks[number] for number in sorted(page.marks)] if scene.step.kind in PATH_IS_PRESSED else []
    return bottom + 3, pressed + marks


def _page(canvas: Canvas, scene: Scene) -> Page:
    levels = levels_of(scene.path, scene.nav, scene.look.layout)
    return Page(canvas, scene.look, scene.address, levels, scene.guide.menus)


def _side_width(page: Page) -> float:
    if page.look.layout == "top" and not page.at("side"):
        return 0.0
    canvas = page.canvas
    labels = [level.label for level in page.levels if level.place in ("side", "sub", "section")]
    widest = max((text_width(label, canvas.px(12.3), bold=True) for label in labels), default=0.0)
    return min(max(canvas.px(148), widest + canvas.px(72 + (18 if page.parts.icons else 0))), canvas.width * 0.38)


def _beside(page: Page, scene: Scene, y: float) -> tuple[float, list[Mark]]:
    """Side menu at the left, content at the right."""
    canvas = page.canvas
    side = _side_width(page)
    left, width = 1 + side, canvas.width - 2 - side
    inner = width - canvas.px(44)
    rows = _rows(canvas, scene, page, inner)
    tabs = canvas.px(29) * len(page.at("tab"))
    crumbs = canvas.px(24) if page.parts.crumbs and scene.path else 0.0
    body = max(
        tabs + crumbs + rows_height(rows) + canvas.px(30), side_height(page, side) if side else 0.0, canvas.px(150)
    )
    canvas.panel(Box(left, y, width, body), page.look.page, bottom_right=9, bottom_left=0 if side else 9)
    if side:
        side_menu(page, Box(1, y, side, body))
    top = y
    for level in page.at("tab"):
        top += tab_row(page, top, level, inner=True, left=left, width=width)
    top += _crumbs(page, scene, left + canvas.px(22), top, inner) if crumbs else 0.0
    if page.parts.card:
        card = Box(left + canvas.px(9), top + canvas.px(7), width - canvas.px(18), y + body - top - canvas.px(14))
        canvas.rect(card, _card_ground(page), stroke=page.look.line, r=canvas.px(9))
    return y + body, _draw_rows(page, rows, left + canvas.px(22), top + canvas.px(14), inner)


def _stacked(page: Page, scene: Scene, y: float) -> tuple[float, list[Mark]]:
    """Large letters: menu levels as rows, one below the other, then the content in full width."""
    canvas = page.canvas
    path = tuple(level for level in page.levels if level.place in ("side", "sub", "tab") or not level.number)
    path = tuple(level for level in path if level.place != "top")
    rows = _rows(canvas, scene, page, canvas.width - canvas.px(36))
    high = canvas.px(31)
    body = high * len(path) + rows_height(rows) + canvas.px(24)
    canvas.panel(Box(1, y, canvas.width - 2, body), page.look.page, bottom_left=9, bottom_right=9)
    for at, level in enumerate(path):
        place = Box(1, y + at * high, canvas.width - 2, high)
        last = at == len(path) - 1
        canvas.rect(place, page.look.lit if last else page.look.side)
        ink = page.look.lit_text if last else page.look.side_text
        canvas.text(canvas.px(14 + 12 * at), place.y + canvas.px(20), level.label, 12.3, ink, bold=True)
        page.marks[level.number] = Mark(
            Box(place.x + 3, place.y + 2, place.w - 6, place.h - 4), level.label, inside=True
        )
    return y + body, _draw_rows(
        page, rows, canvas.px(18), y + high * len(path) + canvas.px(10), canvas.width - canvas.px(36)
    )


def _rows(canvas: Canvas, scene: Scene, page: Page, inner: float) -> list[Row]:
    """The heading is part of the path when the last level is a heading."""
    section = [level for level in page.at("section") if level.number]
    ringed = section and scene.step.kind in PATH_IS_PRESSED and scene.title == section[-1].label
    return rows_of(canvas, scene, inner, section[-1].label if ringed else "")


def _draw_rows(page: Page, rows: list[Row], x: float, y: float, width: float) -> list[Mark]:
    marks = []
    for row in rows:
        box = row.draw(x, y, width)
        if row.what:
            marks.append((row.turn, Mark(box, row.what)))
        y += row.height
    return [mark for _, mark in sorted(marks, key=lambda pair: pair[0])]


def _crumbs(page: Page, scene: Scene, x: float, y: float, width: float) -> float:
    canvas = page.canvas
    said = "  >  ".join(scene.path)
    if text_width(said, canvas.px(10.5)) <= width:
        canvas.text(x, y + canvas.px(18), said, 10.5, page.look.text)
    return canvas.px(24)


def _card_ground(page: Page) -> str:
    return "#FFFFFF" if page.look.text.startswith(("#2", "#1", "#3")) else "#1D2A36"


def draw_login(canvas: Canvas, scene: Scene) -> tuple[float, list[Mark]]:
    """The address line and the sign-in box; every word in it is ours, since each router has its own."""
    page = _page(canvas, scene)
    sure = scene.step.sure
    said = phrase("mark", "address", label=scene.address)
    ringed = said if sure else phrase("mark", "maybe", label=scene.address)
    y = browser_bar(page, ringed if scene.address else "") + 1
    high = canvas.px(168)
    canvas.panel(Box(1, y, canvas.width - 2, high), "#F4F6F9", bottom_left=9, bottom_right=9)
    canvas.rect(
        Box(1, y, canvas.width - 2, canvas.px(8)), scene.look.bar if scene.look.bar != "#FFFFFF" else scene.look.accent
    )
    wide = min(canvas.px(250), canvas.width - canvas.px(40))
    card = Box((canvas.width - wide) / 2, y + canvas.px(24), wide, canvas.px(128))
    canvas.rect(card, "#FFFFFF", stroke="#C9D1DB", r=canvas.px(8))
    for at, key in enumerate(("user", "password")):
        place = Box(card.x + canvas.px(16), card.y + canvas.px(14 + at * 34), wide - canvas.px(32), canvas.px(26))
        canvas.rect(place, "#FFFFFF", stroke="#9AA4B0", r=canvas.px(4))
        canvas.text(place.x + canvas.px(10), place.y + canvas.px(17.5), phrase("picture", key), 12, "#6B7785")
    button = Box(card.x + canvas.px(16), card.y + canvas.px(86), wide - canvas.px(32), canvas.px(28))
    canvas.rect(button, scene.look.accent, r=canvas.px(5))
    ink = scene.look.accent_text
    middle = button.x + button.w / 2
    canvas.text(middle, button.y + canvas.px(18.5), phrase("picture", "sign_in"), 12.5, ink, bold=True, anchor="middle")
    ring = Box(card.x + canvas.px(8), card.y + canvas.px(43), wide - canvas.px(16), canvas.px(76))
    outline(canvas, y + high + 2)
    return y + high + 3, [*page.marks.values(), Mark(ring, phrase("mark", "sign_in"))]
