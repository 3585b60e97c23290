"""Things outside the screen: the label on the box, the boxes in a row, the power lead, the telephone."""

from __future__ import annotations

from typing import Final

from app.routers.phrases import phrase
from app.routers.picture.canvas import Box, Canvas
from app.routers.picture.chrome import STACKED_ABOVE
from app.routers.picture.devices import CASE, DEVICES, INK, draw_phone, draw_router
from app.routers.picture.marks import Mark
from app.routers.picture.measure import text_width, wrap
from app.routers.picture.scene import Scene
from app.routers.wording import words_of

GROUND: Final = "#F7F9FB"
_SHOWN: Final = 4


def _sheet(canvas: Canvas, height: float) -> None:
    canvas.rect(Box(1, 1, canvas.width - 2, height - 2), GROUND, stroke="#C4CEDA", r=10, line=1.4)


def draw_sticker(canvas: Canvas, scene: Scene) -> tuple[float, list[Mark]]:
    """The underside of the box with its label; codes are dots, since only the real label knows them."""
    labels = (*scene.step.beside[:_SHOWN], scene.step.label)
    high = canvas.px(70 + 30 * len(labels))
    _sheet(canvas, high)
    case = Box(canvas.px(24), canvas.px(16), canvas.width - canvas.px(48), high - canvas.px(32))
    canvas.rect(case, CASE, stroke="#AEBBC9", r=canvas.px(14), line=1.6)
    vents = canvas.px(76) if canvas.scale <= STACKED_ABOVE else 0.0
    for at in range(5 if vents else 0):
        slit = Box(case.right - canvas.px(66), case.y + canvas.px(20 + at * 12), canvas.px(44), canvas.px(5))
        canvas.rect(slit, "#B9C5D2", r=canvas.px(2.5))
    label = Box(case.x + canvas.px(14), case.y + canvas.px(14), case.w - vents - canvas.px(28), case.h - canvas.px(28))
    canvas.rect(label, "#FFFFFF", stroke="#8794A3", r=canvas.px(4))
    mark = label
    for at, text in enumerate(labels):
        y = label.y + canvas.px(13 + at * 30)
        wide = canvas.text(label.x + canvas.px(14), y + canvas.px(14), text, 12.5, INK, bold=text == scene.step.label)
        for dot in range(0 if "." in text else 6):
            canvas.circle(
                label.x + canvas.px(14) + wide + canvas.px(16 + dot * 11), y + canvas.px(10), canvas.px(3), "#7A8795"
            )
        if text == scene.step.label:
            mark = Box(label.x + canvas.px(5), y - canvas.px(5), wide + canvas.px(96), canvas.px(28))
    return high, [Mark(mark, phrase("mark", "sticker", label=scene.step.label))]


def draw_boxes(canvas: Canvas, scene: Scene) -> tuple[float, list[Mark]]:
    """The boxes between the internet and the phones, in order, the meant one ringed."""
    names = scene.step.boxes
    a_row = len(names) if canvas.scale <= STACKED_ABOVE else 2
    lines = -(-len(names) // a_row)
    cell_w, cell_h = (canvas.width - canvas.px(20)) / a_row, canvas.px(118)
    high = lines * cell_h + canvas.px(16)
    _sheet(canvas, high)
    marks = []
    for at, name in enumerate(names):
        place = Box(canvas.px(10) + at % a_row * cell_w, canvas.px(8) + at // a_row * cell_h, cell_w, cell_h)
        if at + 1 < len(names) and (at + 1) % a_row:
            canvas.line(
                place.x + cell_w / 2 + canvas.px(30),
                place.y + canvas.px(44),
                place.right + cell_w / 2 - canvas.px(30),
                place.y + canvas.px(44),
                "#8FA1B3",
                canvas.px(3),
            )
        DEVICES.get(name, draw_router)(canvas, place.x + cell_w / 2, place.y + canvas.px(44))
        _centred(canvas, place, phrase("box", name), name == scene.step.mark)
        if name == scene.step.mark:
            ring = Box(place.x + canvas.px(5), place.y + canvas.px(7), place.w - canvas.px(10), cell_h - canvas.px(12))
            marks.append(Mark(ring, phrase("box", name), inside=True))
    return high, marks


def _centred(canvas: Canvas, place: Box, text: str, bold: bool) -> None:
    for at, line in enumerate(wrap(text, canvas.px(12.5), place.w - canvas.px(16), bold=bold)[:2]):
        middle = place.x + place.w / 2
        canvas.text(middle, place.y + canvas.px(88 + at * 16), line, 12.5, INK, bold=bold, anchor="middle")


def draw_power(canvas: Canvas, scene: Scene) -> tuple[float, list[Mark]]:
    """Power lead out, wait, power lead in."""
    steps = (("plug_out", _lead_out), ("wait", _clock), ("plug_in", _lead_in))
    a_row = len(steps) if canvas.scale <= STACKED_ABOVE else 1
    wide, tall = (canvas.width - canvas.px(16)) / a_row, canvas.px(134)
    high = canvas.px(16) + tall * len(steps) / a_row
    _sheet(canvas, high)
    marks = []
    for at, (key, draw) in enumerate(steps):
        place = Box(canvas.px(8) + at % a_row * wide, canvas.px(8) + at // a_row * tall, wide, tall)
        draw(canvas, place.x + wide / 2, place.y + tall / 2)
        ring = Box(place.x + canvas.px(10), place.y + canvas.px(8), wide - canvas.px(20), tall - canvas.px(16))
        marks.append(Mark(ring, phrase("mark", key), inside=True))
    return high, marks


def _socket(canvas: Canvas, x: float, y: float) -> None:
    canvas.rect(
        Box(x, y - canvas.px(18), canvas.px(44), canvas.px(36)), CASE, stroke="#5F7185", r=canvas.px(6), line=1.8
    )


def _plug(canvas: Canvas, x: float, y: float) -> None:
    canvas.line(x - canvas.px(34), y, x - canvas.px(14), y, INK, canvas.px(4))
    canvas.rect(Box(x - canvas.px(16), y - canvas.px(9), canvas.px(16), canvas.px(18)), INK, r=canvas.px(4))
    canvas.rect(Box(x, y - canvas.px(3), canvas.px(9), canvas.px(6)), "#8794A3")


def _lead_out(canvas: Canvas, x: float, y: float) -> None:
    _socket(canvas, x + canvas.px(14), y)
    _plug(canvas, x - canvas.px(14), y)


def _lead_in(canvas: Canvas, x: float, y: float) -> None:
    _plug(canvas, x, y)
    _socket(canvas, x + canvas.px(2), y)


def _clock(canvas: Canvas, x: float, y: float) -> None:
    canvas.circle(x, y - canvas.px(10), canvas.px(24), "#FFFFFF", stroke=INK, line=canvas.px(2.6))
    canvas.polyline(
        [(x, y - canvas.px(25)), (x, y - canvas.px(10)), (x + canvas.px(11), y - canvas.px(4))], INK, canvas.px(2.6)
    )
    canvas.text(x, y + canvas.px(34), phrase("picture", "seconds"), 13, INK, bold=True, anchor="middle")


def draw_ask(canvas: Canvas, scene: Scene) -> tuple[float, list[Mark]]:
    """A telephone and, large, what to say."""
    left = canvas.px(110)
    room = canvas.width - left - canvas.px(62)
    lines = wrap(scene.step.say or words_of(scene.step, scene.guide).plain, canvas.px(14), room)
    bubble = Box(left, canvas.px(16), canvas.width - left - canvas.px(24), canvas.px(48) + len(lines) * canvas.px(20))
    high = max(bubble.h + canvas.px(32), canvas.px(120))
    _sheet(canvas, high)
    draw_phone(canvas, canvas.px(56), high / 2)
    canvas.rect(bubble, "#FFFFFF", stroke="#8FA1B3", r=canvas.px(12), line=1.6)
    canvas.text(
        bubble.x + canvas.px(18), bubble.y + canvas.px(24), phrase("picture", "say"), 11.5, "#5F7185", bold=True
    )
    for at, line in enumerate(lines):
        canvas.text(bubble.x + canvas.px(18), bubble.y + canvas.px(47 + at * 20), line, 14, INK)
    return high, [Mark(bubble.grown(canvas.px(4)), phrase("mark", "say", label=scene.step.say), inside=True)]


def draw_search(canvas: Canvas, scene: Scene) -> tuple[float, list[Mark]]:
    """Nobody knows the page: a magnifying glass and the words to look for."""
    labels = scene.step.options or ((scene.step.label,) if scene.step.label else ())
    start = canvas.px(112) if canvas.scale <= STACKED_ABOVE else canvas.px(16)
    chips: list[tuple[Box, str, tuple[str, ...]]] = []
    y, x, tall = canvas.px(26), start, 0.0
    for label in labels:
        lines = wrap(label, canvas.px(13.5), canvas.width - start - canvas.px(76), bold=True)
        wide = max(text_width(line, canvas.px(13.5), bold=True) for line in lines) + canvas.px(32)
        if x + wide > canvas.width - canvas.px(40) and x > start:
            x, y, tall = start, y + tall + canvas.px(18), 0.0
        box = Box(x, y, wide, canvas.px(12 + 18 * len(lines)))
        chips.append((box, label, lines))
        x, tall = x + wide + canvas.px(44), max(tall, box.h)
    high = max(y + tall + canvas.px(26), canvas.px(120))
    _sheet(canvas, high)
    if canvas.scale <= STACKED_ABOVE:
        canvas.circle(canvas.px(50), high / 2 - canvas.px(6), canvas.px(20), "#FFFFFF", stroke=INK, line=canvas.px(4))
        canvas.line(canvas.px(64), high / 2 + canvas.px(9), canvas.px(80), high / 2 + canvas.px(26), INK, canvas.px(6))
    for box, _, lines in chips:
        canvas.rect(box, "#FFFFFF", stroke="#8FA1B3", r=canvas.px(6))
        for at, line in enumerate(lines):
            canvas.text(box.x + canvas.px(16), box.y + canvas.px(20 + 18 * at), line, 13.5, INK, bold=True)
    return high, [Mark(box.grown(canvas.px(4)), phrase("mark", "maybe", label=label)) for box, label, _ in chips]
