"""A command line with the commands, verbatim, and the button that copies them."""

from __future__ import annotations

from app.routers.phrases import phrase
from app.routers.picture.canvas import Box, Canvas
from app.routers.picture.looks import LOOKS
from app.routers.picture.marks import Mark
from app.routers.picture.measure import text_width, wrap
from app.routers.picture.scene import Scene

_SIZE = 12.0
_PROMPT = "#8B9AAB"


def draw_terminal(canvas: Canvas, scene: Scene) -> tuple[float, list[Mark]]:
    """Long lines are only shown broken, with the rest set in; what is copied stays whole."""
    look = LOOKS["terminal"]
    step = scene.step
    prompt = (step.prompt or "$") + " "
    room = canvas.width - canvas.px(36)
    start = text_width(prompt, canvas.px(_SIZE), mono=True)
    own_line = start > room * 0.45
    lines = [wrap(command, canvas.px(_SIZE), room - (0 if own_line else start), mono=True) for command in step.commands]
    line_high = canvas.px(20)
    body = sum(len(parts) + own_line for parts in lines) * line_high + canvas.px(34)
    bar = canvas.px(34)
    canvas.rect(Box(1, 1, canvas.width - 2, bar + body), look.page, r=10)
    canvas.panel(Box(1, 1, canvas.width - 2, bar), look.bar, top=10)
    for at in range(3):
        canvas.circle(canvas.px(17 + at * 15.5), 1 + bar / 2, canvas.px(5), "#56606C")
    copy = _copy_button(canvas, bar)
    y = bar + canvas.px(26)
    for parts in lines:
        canvas.text(canvas.px(18), y, prompt, _SIZE, _PROMPT, mono=True)
        y += line_high if own_line else 0.0
        for part in parts:
            canvas.text(canvas.px(18) + (0 if own_line else start), y, part, _SIZE, look.text, mono=True)
            y += line_high
    said = phrase("mark", "copy")
    return bar + body + 3, [Mark(copy, said if step.sure else phrase("mark", "maybe", label=said), inside=False)]


def _copy_button(canvas: Canvas, bar: float) -> Box:
    label = phrase("picture", "copy")
    wide = text_width(label, canvas.px(12), bold=True) + canvas.px(24)
    place = Box(canvas.width - wide - canvas.px(44), canvas.px(6.5), wide, canvas.px(21))
    canvas.rect(place, "#E6EDF3", r=canvas.px(5))
    canvas.text(place.x + wide / 2, place.y + canvas.px(14.8), label, 12, "#1B2027", bold=True, anchor="middle")
    return place.grown(canvas.px(4))


def draw_connect(canvas: Canvas, scene: Scene) -> tuple[float, list[Mark]]:
    """Opening a command line: the address to connect to, then the sign-in."""
    look = LOOKS["terminal"]
    bar, body = canvas.px(34), canvas.px(112)
    canvas.rect(Box(1, 1, canvas.width - 2, bar + body), look.page, r=10)
    canvas.panel(Box(1, 1, canvas.width - 2, bar), look.bar, top=10)
    for at in range(3):
        canvas.circle(canvas.px(17 + at * 15.5), 1 + bar / 2, canvas.px(5), "#56606C")
    y = bar + canvas.px(32)
    width = canvas.text(canvas.px(24), y, scene.address or scene.guide.brand, _SIZE, look.text, mono=True, bold=True)
    for at, key in enumerate(("user", "password"), 1):
        canvas.text(canvas.px(24), y + at * canvas.px(25), phrase("picture", key) + ":", _SIZE, _PROMPT, mono=True)
    said = phrase("mark", "address", label=scene.address or scene.guide.brand)
    ring = Box(canvas.px(14), y - canvas.px(18), width + canvas.px(20), canvas.px(27))
    return bar + body + 3, [Mark(ring, said if scene.step.sure else phrase("mark", "maybe", label=said))]
