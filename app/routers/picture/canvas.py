"""A sheet that writes SVG Tiny 1.2: shapes, text and paths only, what Qt and every mail reader can show.

Sizes are given at 100 %; the sheet multiplies them by its scale, while its width stays. Mirrored sheets (a router page
in a language written from right to left) swap left and right of everything but the letters themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from app.routers.picture.measure import text_width

SANS: Final = "sans-serif"
MONO: Final = "Courier New"
"""One family each: Qt takes a list for a single unknown name. Both exist, or have a stand-in, on all three systems."""
_ANCHORS: Final = {"start": "end", "end": "start", "middle": "middle"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, in its own final units."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)


@dataclass(frozen=True, slots=True)
class DrawnText:
    box: Box
    text: str


class Canvas:
    def __init__(self, width: float, scale: float = 1.0, *, mirror: bool = False) -> None:
        self.width = width
        self.scale = scale
        self.mirrored = mirror
        self._parts: list[str] = []
        self.texts: list[DrawnText] = []

    def px(self, size: float) -> float:
        """A size at 100 % in the sheet's unit."""
        return size * self.scale

    def _left(self, x: float, w: float = 0.0) -> float:
        return self.width - x - w if self.mirrored else x

    def rect(
        self, box: Box, fill: str = "none", *, stroke: str = "", r: float = 0.0, line: float = 1.0, dash: str = ""
    ) -> None:
        extra = f' stroke="{stroke}" stroke-width="{line:g}"' if stroke else ""
        extra += f' stroke-dasharray="{dash}"' if dash else ""
        extra += f' rx="{r:.1f}" ry="{r:.1f}"' if r else ""
        x = self._left(box.x, box.w)
        self._parts.append(
            f'<rect x="{x:.1f}" y="{box.y:.1f}" width="{box.w:.1f}" height="{box.h:.1f}" fill="{fill}"{extra}/>'
        )

    def panel(
        self, box: Box, fill: str, *, top: float = 0.0, bottom_left: float = 0.0, bottom_right: float = 0.0
    ) -> None:
        """A rectangle with some round corners: ``top`` both upper ones."""
        left, right = (bottom_right, bottom_left) if self.mirrored else (bottom_left, bottom_right)
        x, y, w, h = self._left(box.x, box.w), box.y, box.w, box.h
        self._parts.append(
            f'<path fill="{fill}" d="M{x + top:.1f} {y:.1f}H{x + w - top:.1f}'
            f"Q{x + w:.1f} {y:.1f} {x + w:.1f} {y + top:.1f}"
            f"V{y + h - right:.1f}Q{x + w:.1f} {y + h:.1f} {x + w - right:.1f} {y + h:.1f}H{x + left:.1f}"
            f'Q{x:.1f} {y + h:.1f} {x:.1f} {y + h - left:.1f}V{y + top:.1f}Q{x:.1f} {y:.1f} {x + top:.1f} {y:.1f}Z"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1.0) -> None:
        self._parts.append(
            f'<line x1="{self._left(x1):.1f}" y1="{y1:.1f}" x2="{self._left(x2):.1f}" y2="{y2:.1f}"'
            f' stroke="{colour}" stroke-width="{width:g}"/>'
        )

    def circle(self, x: float, y: float, r: float, fill: str, *, stroke: str = "", line: float = 1.0) -> None:
        extra = f' stroke="{stroke}" stroke-width="{line:g}"' if stroke else ""
        self._parts.append(f'<circle cx="{self._left(x):.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}"{extra}/>')

    def polyline(self, points: list[tuple[float, float]], colour: str, width: float, fill: str = "none") -> None:
        """*width* is in the sheet's unit; ends and corners are round."""
        places = " ".join(f"{self._left(x):.1f},{y:.1f}" for x, y in points)
        self._parts.append(
            f'<polyline points="{places}" fill="{fill}" stroke="{colour}" stroke-width="{width:g}"'
            ' stroke-linecap="round" stroke-linejoin="round"/>'
        )

    def text(
        self, x: float, y: float, text: str, size: float, fill: str, *, bold: bool = False, anchor: str = "start",
        mono: bool = False,
    ) -> float:  # fmt: skip
        """*y* is the base line, *size* the em at 100 %. Returns the width drawn."""
        em = self.px(size)
        width = text_width(text, em, bold=bold, mono=mono)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
        self.texts.append(DrawnText(Box(left, y - em, width, em * 1.25), text))
        side = _ANCHORS[anchor] if self.mirrored else anchor
        weight = ' font-weight="bold"' if bold else ""
        self._parts.append(
            f'<text x="{self._left(x):.1f}" y="{y:.1f}" font-family={quoteattr(MONO if mono else SANS)}'
            f' font-size="{em:.1f}" fill="{fill}"{weight} text-anchor="{side}" xml:space="preserve">'
            f"{escape(text)}</text>"
        )
        return width

    def svg(self, height: float, alternative: str) -> str:
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny"'
            f' width="{self.width:.0f}" height="{height:.0f}" viewBox="0 0 {self.width:.0f} {height:.0f}"'
            f' role="img" aria-label={quoteattr(alternative)}><title>{escape(alternative)}</title>'
            f"{''.join(self._parts)}</svg>"
        )
