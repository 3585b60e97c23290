"""All screens on one sheet, painted without a display: for the eyes of reviewers, and of those who check a language.

python -m app.ui.contact_sheet OUT.png [--theme NAME] [--percent 100..200] [--language ar] [--screens 11,12]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.wizard.catalogue import ScreenId, catalogue
from app.words import language_of

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPalette

    from app.ui.window import Window

COLUMNS: Final = 4
GAP: Final = 24
MOST_PIXELS: Final = 30_000
"""Height of a sheet that viewers still open."""


HIGH_CONTRAST: Final = {
    "contrast": ("#000000", "#FFFFFF", "#1AEBFF", "#000000"),
    "contrast-light": ("#FFFFFF", "#000000", "#37006E", "#FFFFFF"),
}
"""Ground, words, what is picked and the words on it, as systems give them to those who ask for high contrast."""


def high_contrast(name: str) -> QPalette:
    """A system's palette of that kind."""
    from PySide6.QtGui import QColor, QPalette

    ground, words, picked, on_picked = map(QColor, HIGH_CONTRAST[name])
    roles = QPalette.ColorRole
    made = QPalette(ground)
    for role in (roles.Window, roles.Base, roles.Button):
        made.setColor(role, ground)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(role, words)
    made.setColor(roles.Highlight, picked)
    made.setColor(roles.HighlightedText, on_picked)
    return made


def paint_sheet(
    out: Path,
    screens: Sequence[ScreenId],
    *,
    theme: str = "light",
    percent: int = 100,
    direction: str = "",
    language: str = "en",
    columns: int = COLUMNS,
) -> None:
    """Paint *screens* beside each other in the order given as one PNG; *direction*: other than the language's."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["CALLMEND_THEME"] = theme
    from PySide6.QtCore import Qt

    from app.ui import appearance
    from app.ui.language import wear
    from app.ui.look import look
    from app.ui.main import make_application
    from app.ui.snapshot import sample_window
    from app.ui.theme import from_system

    application = make_application()
    appearance.apply(application)
    if theme in HIGH_CONTRAST:
        appearance.wear(application, from_system(high_contrast(theme)))
    wear(application, language_of(language))
    if direction:
        sides = Qt.LayoutDirection
        application.setLayoutDirection(sides.RightToLeft if direction == "rtl" else sides.LeftToRight)
    mirrored = application.isRightToLeft()
    look.scale, look.calm = percent / 100, True
    window = sample_window(screens[0])
    window.show()
    pictures = [_picture(window, screen) for screen in screens]
    window.close()
    window.deleteLater()
    _lay_out(pictures, columns, mirrored=mirrored).save(str(out), "PNG")  # type: ignore[call-overload]


def _picture(window: Window, screen: ScreenId) -> QImage:
    from PySide6.QtWidgets import QApplication

    from app.ui.look import look
    from app.ui.snapshot import put_up_sample
    from app.ui.window import LARGEST, SIZE

    put_up_sample(window.host, screen)
    window.resize(SIZE + (LARGEST - SIZE) * (look.scale - 1))
    window.show_screen()
    for _ in range(6):  # nested layouts pass on their heights one level an event
        QApplication.processEvents()
    return window.grab().toImage()


def _lay_out(pictures: Sequence[QImage], most: int, *, mirrored: bool) -> QImage:
    from PySide6.QtGui import QColor, QImage, QPainter

    from app.ui.look import look

    wide, high = pictures[0].width() + GAP, pictures[0].height() + GAP
    columns = min(most, len(pictures))
    rows = ceil(len(pictures) / columns)
    sheet = QImage(columns * wide + GAP, rows * high + GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#8A96A3" if not look.theme.dark else "#04070A"))
    painter = QPainter(sheet)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        painter.drawImage(GAP + (columns - 1 - column if mirrored else column) * wide, GAP + row * high, picture)
    painter.end()
    return sheet.scaledToHeight(MOST_PIXELS) if sheet.height() > MOST_PIXELS else sheet


def main(arguments: Sequence[str]) -> int:
    """The command line of this module."""
    from app.ui.pages import PAGES

    in_order = [screen for screen in catalogue() if screen in PAGES]
    parser = argparse.ArgumentParser(prog="python -m app.ui.contact_sheet", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--theme", choices=("light", "dark", *HIGH_CONTRAST), default="light")
    parser.add_argument("--percent", type=int, choices=(100, 125, 150, 175, 200), default=100)
    parser.add_argument("--language", default="en", metavar="CODE")
    parser.add_argument("--direction", choices=("ltr", "rtl"), default="", help="other than that of the language")
    parser.add_argument("--columns", type=int, default=COLUMNS)
    parser.add_argument("--screens", type=lambda text: text.split(","), default=in_order, metavar="ID,ID")
    wanted = parser.parse_args(arguments)
    unknown = [screen for screen in wanted.screens if screen not in PAGES]
    if unknown:
        parser.error(f"no page for {', '.join(unknown)}; there is one for {', '.join(in_order)}")
    paint_sheet(
        wanted.out,
        wanted.screens,
        theme=wanted.theme,
        percent=wanted.percent,
        direction=wanted.direction,
        language=wanted.language,
        columns=wanted.columns,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
