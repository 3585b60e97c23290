"""One picture for one step: chooses the kind of drawing, draws rings and numbers, and writes the alternative text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.routers.guide import Guide, Step
from app.routers.phrases import phrase
from app.routers.picture.browser import draw_login, draw_page
from app.routers.picture.canvas import Canvas, DrawnText
from app.routers.picture.marks import Mark, draw_mark
from app.routers.picture.objects import draw_ask, draw_boxes, draw_power, draw_search, draw_sticker
from app.routers.picture.phone import draw_phone
from app.routers.picture.scene import Scene, scene_of
from app.routers.picture.terminal import draw_connect, draw_terminal
from app.routers.surface import surface_of
from app.routers.wording import words_of

WIDTH: Final = 590.0
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})
Drawing = Callable[[Canvas, Scene], tuple[float, list[Mark]]]


@dataclass(frozen=True, slots=True)
class Picture:
    svg: str
    alternative: str
    """Says all that the picture says: the instruction first, then what each number stands at."""
    width: float
    height: float
    texts: tuple[DrawnText, ...]


_OBJECTS: Final[dict[str, tuple[str, Drawing]]] = {
    "command": ("terminal", draw_terminal), "ask": ("ask", draw_ask), "boxes": ("boxes", draw_boxes),
    "sticker": ("sticker", draw_sticker),
}  # fmt: skip


def _drawing(scene: Scene) -> tuple[str, Drawing]:
    """The kind of picture, also the key of its description in the texts."""
    step, surface = scene.step, surface_of(scene.step, scene.guide)
    if step.kind in _OBJECTS:
        return _OBJECTS[step.kind]
    if step.kind == "restart" and not step.path:
        return "restart", draw_power
    if step.kind == "look" and not step.path and surface != "phone":
        return "look", draw_search
    if surface == "phone":
        return "app", draw_phone
    if step.kind == "login":
        return ("terminal", draw_connect) if surface == "terminal" else ("browser", draw_login)
    return "browser", draw_page


def _alternative(kind: str, scene: Scene, marks: list[Mark]) -> str:
    boxes = ", ".join(phrase("box", name) for name in scene.step.boxes)
    scenery = phrase("alt", kind, page=scene.title or scene.address, boxes=boxes)
    said = [phrase("alt", "mark", number=str(number), what=mark.what) for number, mark in enumerate(marks, 1)]
    return " ".join([words_of(scene.step, scene.guide).plain, scenery, ". ".join(said)]).strip() + "."


def draw(step: Step, guide: Guide, *, scale: float = 1.0) -> Picture:
    """*scale* 2.0 draws all letters and controls twice as large in the same width, for people who set large text."""
    scene = scene_of(step, guide)
    canvas = Canvas(WIDTH, scale, mirror=guide.language.split("-")[0] in RIGHT_TO_LEFT)
    kind, drawing = _drawing(scene)
    height, marks = drawing(canvas, scene)
    sure = step.sure and step.kind != "look"
    for number, mark in enumerate(marks, 1):
        draw_mark(canvas, mark, number, sure=sure)
    alternative = _alternative(kind, scene, marks)
    return Picture(canvas.svg(height, alternative), alternative, WIDTH, height, tuple(canvas.texts))
