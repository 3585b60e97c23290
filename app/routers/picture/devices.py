"""Small drawings of the boxes in a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.routers.picture.canvas import Box, Canvas

INK: Final = "#2B3A49"
CASE: Final = "#DCE4EC"
EDGE: Final = "#5F7185"


def draw_router(canvas: Canvas, x: float, y: float) -> None:
    for side in (-1, 1):
        canvas.line(
            x + side * canvas.px(16),
            y - canvas.px(6),
            x + side * canvas.px(22),
            y - canvas.px(28),
            "#6E7F91",
            canvas.px(3.5),
        )
    canvas.rect(
        Box(x - canvas.px(29), y - canvas.px(8), canvas.px(58), canvas.px(24)),
        CASE,
        stroke=EDGE,
        r=canvas.px(6),
        line=1.8,
    )
    for at in range(3):
        canvas.circle(x - canvas.px(16 - at * 11), y + canvas.px(4), canvas.px(2.6), "#2E9E6B")


def _box(canvas: Canvas, x: float, y: float) -> None:
    canvas.rect(
        Box(x - canvas.px(18), y - canvas.px(28), canvas.px(36), canvas.px(46)),
        CASE,
        stroke=EDGE,
        r=canvas.px(5),
        line=1.8,
    )
    for at in range(4):
        canvas.circle(x, y - canvas.px(19 - at * 8), canvas.px(2.4), "#2E9E6B")


def _firewall(canvas: Canvas, x: float, y: float) -> None:
    for row in range(3):
        for column in range(2 + row % 2):
            left = x - canvas.px(27) + column * canvas.px(18 if row % 2 else 27)
            brick = Box(left, y - canvas.px(22) + row * canvas.px(13), canvas.px(18 if row % 2 else 27), canvas.px(13))
            canvas.rect(brick, CASE, stroke=EDGE, line=1.6)


def _internet(canvas: Canvas, x: float, y: float) -> None:
    canvas.circle(x, y - canvas.px(4), canvas.px(22), "#E4EEF9", stroke="#4A78AC", line=2)
    canvas.line(x - canvas.px(22), y - canvas.px(4), x + canvas.px(22), y - canvas.px(4), "#4A78AC", 1.6)
    for bend in (-1, 1):
        canvas.polyline(
            [(x, y - canvas.px(26)), (x + bend * canvas.px(11), y - canvas.px(4)), (x, y + canvas.px(18))],
            "#4A78AC",
            1.6,
        )


def draw_phone(canvas: Canvas, x: float, y: float) -> None:
    canvas.rect(
        Box(x - canvas.px(23), y - canvas.px(12), canvas.px(46), canvas.px(29)),
        CASE,
        stroke=EDGE,
        r=canvas.px(5),
        line=1.8,
    )
    points = [
        (x - canvas.px(24), y - canvas.px(14)),
        (x - canvas.px(18), y - canvas.px(22)),
        (x + canvas.px(18), y - canvas.px(22)),
        (x + canvas.px(24), y - canvas.px(14)),
    ]
    canvas.polyline(points, "#46586B", canvas.px(7))
    for at in range(6):
        canvas.circle(x + canvas.px(-9 + at % 3 * 9), y + canvas.px(1 + at // 3 * 8), canvas.px(2), EDGE)


def _computer(canvas: Canvas, x: float, y: float) -> None:
    canvas.rect(
        Box(x - canvas.px(26), y - canvas.px(26), canvas.px(52), canvas.px(34)),
        "#E4EEF9",
        stroke=EDGE,
        r=canvas.px(4),
        line=1.8,
    )
    canvas.line(x - canvas.px(16), y + canvas.px(16), x + canvas.px(16), y + canvas.px(16), EDGE, canvas.px(4))


DEVICES: Final[dict[str, Callable[[Canvas, float, float], None]]] = {
    "internet": _internet,
    "modem": _box,
    "provider_box": _box,
    "router": draw_router,
    "switch": _box,
    "phones": draw_phone,
    "firewall": _firewall,
    "point": draw_router,
    "computer": _computer,
}
