"""From a step to the rows of its page: one small function a kind, grey lines for what nobody told us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.routers.guide import Step
from app.routers.phrases import phrase
from app.routers.picture.canvas import Box, Canvas
from app.routers.picture.controls import Row, button, choice, field, grey, heading, switch, tick
from app.routers.picture.looks import Look
from app.routers.picture.scene import Scene
from app.routers.picture.table import table_rows

_NEIGHBOURS: Final = 3
Maker = Callable[[Canvas, Scene, float], list[Row]]


def _what(step: Step, key: str, label: str, **values: str) -> str:
    said = phrase("mark", key, label=label, **values)
    return said if step.sure else phrase("mark", "maybe", label=said)


def _saving(canvas: Canvas, look: Look, step: Step) -> list[Row]:
    if not step.save:
        return []
    return [replace(button(canvas, look, step.save, _what(step, "press", step.save)), turn=3)]


def _set(canvas: Canvas, scene: Scene, width: float) -> list[Row]:
    """Neighbours before, the controls to set, and the button that keeps them."""
    step, look = scene.step, scene.look
    draw = tick if step.kind == "tick" else switch
    around = [draw(canvas, look, label, None, width) for label in step.beside[:_NEIGHBOURS]]
    around = around or [grey(canvas, look, share, step.kind) for share in (0.46, 0.38)]
    chosen = [
        draw(canvas, look, label, state == "on", width, _what(step, f"{step.kind}_{state}", label))
        for label, state in ((step.label, step.to), *step.also)
    ]
    return [*around, *chosen, *_saving(canvas, look, step)]


def _choice(canvas: Canvas, scene: Scene, width: float) -> list[Row]:
    step, look = scene.step, scene.look
    around = [choice(canvas, look, label, "", width) for label in step.beside[:_NEIGHBOURS]]
    around = around or [grey(canvas, look, share, "choice") for share in (0.40, 0.33)]
    chosen = choice(canvas, look, step.label, step.to, width, _what(step, "choice", step.label, to=step.to))
    return [*around, chosen, *_saving(canvas, look, step)]


def _field(canvas: Canvas, scene: Scene, width: float) -> list[Row]:
    step, look = scene.step, scene.look
    chosen = field(canvas, look, step.label, step.to, width, _what(step, "field", step.label, to=step.to))
    return [grey(canvas, look, 0.36, "choice"), chosen, *_saving(canvas, look, step)]


def _table(canvas: Canvas, scene: Scene, width: float) -> list[Row]:
    step, look = scene.step, scene.look
    rows = table_rows(canvas, look, step, _what(step, "row", step.row), _what(step, "press", step.press))
    return [*rows, *_saving(canvas, look, step)]


def _press(canvas: Canvas, scene: Scene, width: float) -> list[Row]:
    step, look = scene.step, scene.look
    around = [tick(canvas, look, label, None, width) for label in step.beside[:_NEIGHBOURS]]
    around = around or [grey(canvas, look, share) for share in (0.52, 0.40)]
    return [*around, button(canvas, look, step.label, _what(step, "press", step.label))]


def _menu(canvas: Canvas, scene: Scene, width: float) -> list[Row]:
    return [grey(canvas, scene.look, share) for share in (0.60, 0.44, 0.52)]


def _look(canvas: Canvas, scene: Scene, width: float) -> list[Row]:
    step, look = scene.step, scene.look
    labels = step.options or ((step.label,) if step.label else ())
    named = [
        tick(canvas, look, label, step.to == "on", width, phrase("mark", "maybe", label=label)) for label in labels[:5]
    ]
    return [grey(canvas, look, 0.5), *named, grey(canvas, look, 0.42)]


def _restart(canvas: Canvas, scene: Scene, width: float) -> list[Row]:
    """The question that most routers ask before they restart; its words are ours, so they are grey."""
    look = scene.look

    def draw(x: float, y: float, w: float) -> Box:
        wide = min(w, canvas.px(230))
        canvas.rect(Box(x, y, wide, canvas.px(84)), "#FFFFFF", stroke="#8B95A1", r=canvas.px(8), line=1.4)
        canvas.polyline(_arrow(canvas, x + canvas.px(28), y + canvas.px(30)), look.accent, canvas.px(3))
        for at, share in enumerate((0.56, 0.40)):
            line = Box(x + canvas.px(54), y + canvas.px(20 + at * 15), wide * share, canvas.px(7))
            canvas.rect(line, "#C9CFD7", r=canvas.px(3.5))
        canvas.rect(
            Box(x + wide - canvas.px(88), y + canvas.px(55), canvas.px(74), canvas.px(20)), look.accent, r=canvas.px(4)
        )
        canvas.rect(Box(x + wide - canvas.px(70), y + canvas.px(62), canvas.px(38), canvas.px(6)), look.accent_text)
        return Box(x, y, wide, canvas.px(84))

    return [Row(canvas.px(92), draw)]


def _arrow(canvas: Canvas, x: float, y: float) -> list[tuple[float, float]]:
    """A turning arrow: the sign for starting again."""
    r = canvas.px(11)
    ring = ((0.5, -0.87), (-0.2, -0.98), (-0.85, -0.5), (-1, 0.1), (-0.6, 0.8), (0.1, 1), (0.8, 0.6), (1, -0.1))
    head = ((0.55, 0.05), (1, -0.1), (1.3, 0.3))
    return [(x + a * r, y + b * r) for a, b in (*ring, *head[:1], (1, -0.1), head[2])]


_MAKERS: Final[dict[str, Maker]] = {
    "tick": _set, "switch": _set, "choice": _choice, "field": _field, "table": _table, "press": _press,
    "menu": _menu, "look": _look, "restart": _restart,
}  # fmt: skip


def rows_of(canvas: Canvas, scene: Scene, width: float, heading_what: str = "") -> list[Row]:
    """All rows of the page, its heading first."""
    title = [heading(canvas, scene.look, scene.title, width, heading_what)] if scene.title else []
    return [*title, *_MAKERS[scene.step.kind](canvas, scene, width)]
