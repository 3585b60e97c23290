"""The ring and the number at the place to press. A dashed ring stands where nobody confirmed the place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.routers.picture.canvas import Box, Canvas

RING: Final = "#D81E5B"


@dataclass(frozen=True, slots=True)
class Mark:
    box: Box
    what: str
    """What stands there, for the alternative text."""
    inside: bool = False
    """The number goes inside at the end, as in narrow menus."""


def _spot(canvas: Canvas, box: Box, radius: float, inside: bool) -> tuple[float, float]:
    if inside and box.h > radius * 4:
        return box.right - radius - canvas.px(5), box.y + radius + canvas.px(5)
    if inside:
        return box.right - radius - canvas.px(3), box.y + box.h / 2
    beside = box.right + radius + canvas.px(5)
    if beside + radius > canvas.width - 2:
        return min(box.right, canvas.width - radius - 2), box.y
    return beside, box.y + box.h / 2


def draw_mark(canvas: Canvas, mark: Mark, number: int, *, sure: bool) -> None:
    ring = mark.box
    corner = min(ring.h / 2, canvas.px(15))
    width = canvas.px(3.2)
    canvas.rect(ring, stroke="#FFFFFF", r=corner, line=width + canvas.px(2.4))
    canvas.rect(ring, stroke=RING, r=corner, line=width, dash="" if sure else f"{canvas.px(7):.1f} {canvas.px(5):.1f}")
    radius = canvas.px(11.5)
    x, y = _spot(canvas, ring, radius, mark.inside)
    canvas.circle(x, y, radius, RING, stroke="#FFFFFF", line=canvas.px(1.6))
    canvas.text(x, y + canvas.px(4.8), str(number), 13.5, "#FFFFFF", bold=True, anchor="middle")
