"""A phone app: one screen for each tap, side by side, the place to tap ringed."""

from __future__ import annotations

from collections.abc import Sequence

from app.routers.phrases import phrase
from app.routers.picture.canvas import Box, Canvas
from app.routers.picture.chrome import STACKED_ABOVE
from app.routers.picture.looks import Look
from app.routers.picture.marks import Mark
from app.routers.picture.measure import wrap
from app.routers.picture.scene import Scene

_ROW = 38.0
_GAP = 14.0


def draw_phone(canvas: Canvas, scene: Scene) -> tuple[float, list[Mark]]:
    """Returns the height and what is ringed, in order."""
    step = scene.step
    if step.kind == "login":
        return _screens(
            canvas, scene, [(scene.guide.brand, scene.address, phrase("mark", "click", label=scene.address), "icon")]
        )
    if step.kind in ("menu", "restart", "look") and scene.path and step.path:
        titles = ["", *step.path[:-1]]
        screens = [(title, label, _said(scene, label), "row") for title, label in zip(titles, step.path, strict=True)]
        found = [(step.path[-1], step.label, _set_said(scene, step.label, step.to), step.to)] if step.label else []
        return _screens(canvas, scene, [*screens, *found])
    labels = [(step.label, step.to), *step.also] if step.label else [(text, "") for text in step.options[:3]]
    kind = {"on": "on", "off": "off"}
    shown = [(scene.title, label, _set_said(scene, label, state), kind.get(state, "row")) for label, state in labels]
    return _screens(canvas, scene, shown)


def _said(scene: Scene, label: str) -> str:
    key = "click" if scene.step.sure and scene.step.kind != "look" else "maybe"
    return phrase("mark", key, label=label)


def _set_said(scene: Scene, label: str, state: str) -> str:
    said = phrase("mark", f"switch_{state}", label=label) if state in ("on", "off") else label
    return said if scene.step.sure and scene.step.kind != "look" else phrase("mark", "maybe", label=said)


def _screens(canvas: Canvas, scene: Scene, screens: Sequence[tuple[str, str, str, str]]) -> tuple[float, list[Mark]]:
    wide = canvas.px(176)
    a_row = (
        1 if canvas.scale > STACKED_ABOVE else max(1, int((canvas.width - canvas.px(10)) // (wide + canvas.px(_GAP))))
    )
    if a_row == 1:
        wide = min(canvas.width - 4, canvas.px(210))
    high = canvas.px(236)
    marks = []
    for at, screen in enumerate(screens):
        in_line = min(a_row, len(screens) - at // a_row * a_row)
        left = (canvas.width - in_line * wide - (in_line - 1) * canvas.px(_GAP)) / 2
        x = left + at % a_row * (wide + canvas.px(_GAP))
        y = 2 + at // a_row * (high + canvas.px(_GAP))
        marks.append(_screen(canvas, scene.look, Box(x, y, wide, high), screen))
    lines = (len(screens) + a_row - 1) // a_row
    return 4 + lines * high + (lines - 1) * canvas.px(_GAP), marks


def _screen(canvas: Canvas, look: Look, place: Box, screen: tuple[str, str, str, str]) -> Mark:
    title, label, what, kind = screen
    canvas.rect(place, "#20262E", r=canvas.px(20))
    glass = Box(place.x + canvas.px(6), place.y + canvas.px(6), place.w - canvas.px(12), place.h - canvas.px(12))
    canvas.rect(glass, look.page, r=canvas.px(15))
    canvas.rect(
        Box(place.x + place.w / 2 - canvas.px(20), place.y + canvas.px(9), canvas.px(40), canvas.px(6)), "#20262E", r=3
    )
    y = glass.y + canvas.px(20)
    y = _title(canvas, look, glass, title, y)
    if kind == "icon":
        return Mark(_icon(canvas, look, glass, label, y), what)
    for share in (0.55, 0.42):
        _grey_row(canvas, look, glass, y, share)
        y += canvas.px(_ROW)
    box, y = _row(canvas, look, glass, label, y, kind)
    while y + canvas.px(_ROW) < glass.bottom - canvas.px(6):
        _grey_row(canvas, look, glass, y, 0.48)
        y += canvas.px(_ROW)
    return Mark(box, what, inside=kind == "row")


def _title(canvas: Canvas, look: Look, glass: Box, title: str, y: float) -> float:
    if not title:
        canvas.rect(
            Box(glass.x + canvas.px(14), y + canvas.px(5), glass.w * 0.45, canvas.px(9)), look.line, r=canvas.px(4.5)
        )
        return y + canvas.px(28)
    lines = wrap(title, canvas.px(13.5), glass.w - canvas.px(28), bold=True)
    for at, line in enumerate(lines):
        canvas.text(glass.x + canvas.px(14), y + canvas.px(14 + 17 * at), line, 13.5, look.text, bold=True)
    return y + canvas.px(11 + 17 * len(lines))


def _grey_row(canvas: Canvas, look: Look, glass: Box, y: float, share: float) -> None:
    canvas.line(
        glass.x + canvas.px(14), y + canvas.px(_ROW), glass.right - canvas.px(14), y + canvas.px(_ROW), look.line
    )
    canvas.rect(
        Box(glass.x + canvas.px(14), y + canvas.px(15), glass.w * share, canvas.px(8)), look.line, r=canvas.px(4)
    )


def _row(canvas: Canvas, look: Look, glass: Box, label: str, y: float, kind: str) -> tuple[Box, float]:
    end = canvas.px(54 if kind in ("on", "off") else 42)
    lines = wrap(label, canvas.px(12.5), glass.w - canvas.px(20) - end, bold=True)
    high = canvas.px(_ROW) + (len(lines) - 1) * canvas.px(16)
    for at, line in enumerate(lines):
        canvas.text(glass.x + canvas.px(14), y + canvas.px(23 + 16 * at), line, 12.5, look.text, bold=True)
    if kind in ("on", "off"):
        _switch(canvas, look, glass.right - canvas.px(50), y + high / 2 - canvas.px(10), kind == "on")
    canvas.line(glass.x + canvas.px(14), y + high, glass.right - canvas.px(14), y + high, look.line)
    return Box(glass.x + canvas.px(4), y + canvas.px(3), glass.w - canvas.px(8), high - canvas.px(6)), y + high


def _switch(canvas: Canvas, look: Look, x: float, y: float, on: bool) -> None:
    canvas.rect(Box(x, y, canvas.px(36), canvas.px(20)), look.accent if on else "#A9B1BC", r=canvas.px(10))
    canvas.circle(x + canvas.px(26 if on else 10), y + canvas.px(10), canvas.px(8), "#FFFFFF")


def _icon(canvas: Canvas, look: Look, glass: Box, label: str, y: float) -> Box:
    side = canvas.px(50)
    grid = [(column, row) for row in range(2) for column in range(2)]
    for column, row in grid[1:]:
        place = Box(glass.x + canvas.px(20) + column * canvas.px(86), y + row * canvas.px(84), side, side)
        canvas.rect(place, look.line, r=canvas.px(12))
    place = Box(glass.x + canvas.px(20), y, side, side)
    canvas.rect(place, look.accent, r=canvas.px(12))
    middle = (place.x + side / 2, place.y + side / 2)
    for at in range(1, 3):
        reach = canvas.px(7.5 * at)
        canvas.polyline(
            [(middle[0] - reach, middle[1] + canvas.px(6 - 5 * at)), (middle[0], middle[1] - canvas.px(7 * at - 4)),
             (middle[0] + reach, middle[1] + canvas.px(6 - 5 * at))], "#FFFFFF", canvas.px(3),
        )  # fmt: skip
    canvas.circle(middle[0], middle[1] + canvas.px(11), canvas.px(3.4), "#FFFFFF")
    lines = wrap(label, canvas.px(11), glass.w - canvas.px(24), bold=True)[:2]
    for at, line in enumerate(lines):
        canvas.text(glass.x + canvas.px(14), place.bottom + canvas.px(15 + 14 * at), line, 11, look.text, bold=True)
    return place.grown(canvas.px(6))
