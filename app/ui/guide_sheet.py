"""Twelve drawn router pages on one sheet, one of each kind of layout: for the eyes of reviewers.

python -m app.ui.guide_sheet OUT.png [--guides ID,ID[:STEP]] [--language CODE] [--columns N]

Without a step, counted from 1, a guide shows the step that changes something.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.routers.catalogue import catalogue
from app.routers.guide import CHANGES, Guide, Step
from app.routers.picture.draw import WIDTH, draw
from app.routers.wording import words_of
from app.words import language_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

SHOWN: Final = (
    "netgear-nighthawk", "tplink-archer", "asus-asuswrt", "sagemcom-fast", "tplink-deco", "mikrotik-routeros",
    "fortinet-fortigate", "freshtomato", "sonicwall-7:4", "draytek-vigor", "watchguard-firebox", "modem-trap",
)  # fmt: skip
GAP: Final = 28.0
HEAD: Final = 76.0
"""Room for the name and the instruction, above each picture."""
PIXELS: Final = 1.5


def picked(wanted: str) -> tuple[Guide, Step]:
    """The guide and the step that *wanted* names. Raises :class:`KeyError` for what does not exist."""
    name, _, number = wanted.partition(":")
    guide = catalogue()[name]
    if number:
        return guide, dict(enumerate(guide.steps, 1))[int(number)]
    return guide, next((step for step in guide.steps if step.kind in CHANGES), guide.steps[0])


def paint_sheet(out: Path, wanted: Sequence[str], *, columns: int = 3) -> None:
    """Paint the drawings beside each other in the order given and write one PNG."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QColor, QImage, QPainter

    from app.ui.look import load_letters
    from app.ui.main import make_application

    make_application()
    load_letters()
    chosen = [picked(name) for name in wanted]
    high = HEAD + max(draw(step, guide).height for guide, step in chosen) + GAP
    wide, rows = WIDTH + GAP, ceil(len(chosen) / columns)
    sheet = QImage(
        round((min(columns, len(chosen)) * wide + GAP) * PIXELS),
        round((rows * high + GAP) * PIXELS),
        QImage.Format.Format_RGB32,
    )
    sheet.fill(QColor("#FFFFFF"))
    painter = QPainter(sheet)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(PIXELS, PIXELS)
    for index, (guide, step) in enumerate(chosen):
        row, column = divmod(index, columns)
        _paint(painter, guide, step, GAP + column * wide, GAP + row * high)
    painter.end()
    sheet.save(str(out), "PNG")  # type: ignore[call-overload]


def _paint(painter: QPainter, guide: Guide, step: Step, x: float, y: float) -> None:
    from PySide6.QtCore import QByteArray, QRectF, Qt
    from PySide6.QtGui import QColor
    from PySide6.QtSvg import QSvgRenderer

    from app.ui.look import look

    flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
    painter.setPen(QColor(look.theme.quiet))
    painter.setFont(look.font("small"))
    painter.drawText(QRectF(x, y, WIDTH, 20), flags, f"{guide.brand}  ({guide.id}, {guide.look}, {guide.confidence})")
    painter.setPen(QColor(look.theme.text))
    painter.setFont(look.font("subheading"))
    painter.drawText(QRectF(x, y + 22, WIDTH, HEAD - 26), flags, words_of(step, guide).plain)
    picture = draw(step, guide)
    QSvgRenderer(QByteArray(picture.svg.encode())).render(painter, QRectF(x, y + HEAD, picture.width, picture.height))


def main(arguments: Sequence[str]) -> int:
    """The command line of this module."""
    from app.words import speak

    parser = argparse.ArgumentParser(prog="python -m app.ui.guide_sheet", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--guides", type=lambda text: text.split(","), default=list(SHOWN), metavar="ID,ID")
    parser.add_argument("--language", default="en")
    parser.add_argument("--columns", type=int, default=3)
    wanted = parser.parse_args(arguments)
    speak(language_of(wanted.language))
    try:
        paint_sheet(wanted.out, wanted.guides, columns=wanted.columns)
    except (KeyError, ValueError) as error:
        parser.error(f"no such guide or step: {error.args[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
