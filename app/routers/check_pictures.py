"""Every step has a picture whose alternative text carries the instruction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from app.routers.guide import Guide, Step
from app.routers.picture.draw import Picture, draw
from app.routers.picture.looks import LOOKS
from app.routers.wording import words_of

SCALES = (1.0, 2.0)


def picture_problems(item: Guide, known: Mapping[str, Guide]) -> Iterator[str]:
    if item.look not in LOOKS or any(step.look and step.look not in LOOKS for step in item.steps):
        return
    for number, step in enumerate(item.steps, 1):
        for scale in SCALES:
            yield from (f"step {number}, picture at {scale:.0%}: {text}" for text in _problems(step, item, scale))


def _problems(step: Step, item: Guide, scale: float) -> Iterator[str]:
    picture = draw(step, item, scale=scale)
    ElementTree.fromstring(picture.svg)  # our own text: it must be well formed
    if words_of(step, item).plain not in picture.alternative:
        yield "the alternative text lacks the instruction"
    yield from (
        f"{label!r} is not in the alternative text" for label in _labels(step) if label not in picture.alternative
    )
    yield from _edges(picture)


def _labels(step: Step) -> tuple[str, ...]:
    return tuple(
        text for text in (step.label, step.row, step.press, step.save, *(label for label, _ in step.also)) if text
    )


def _edges(picture: Picture) -> Iterator[str]:
    for drawn in picture.texts:
        if drawn.box.x < 0 or drawn.box.right > picture.width or drawn.box.bottom > picture.height + 2:
            yield f"{drawn.text!r} runs over the edge"
