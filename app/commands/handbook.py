"""Write the handbook for support agents: one page a language, to be opened in any browser, without a network."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import speech
from app.model.errors import UserError

if TYPE_CHECKING:
    from app.ui.thumbnails import Painter
    from app.words.languages import Language


def add_arguments(parser: ArgumentParser) -> None:
    """Where to, and which languages."""
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--only", metavar="CODE", nargs="+", help="only these languages, such as en de")


def run(arguments: Namespace) -> int:
    """Paint every screen in every language and write the pages."""
    from app.handbook.page import write_handbook
    from app.words import LANGUAGES, language_of

    wanted = [language_of(code) for code in arguments.only] if arguments.only else LANGUAGES
    folder: Path = arguments.out
    painter = _painter()
    for language in wanted:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = write_handbook(folder, language, painter.pictures(language))
        except OSError as error:
            problem = error.strerror or type(error).__name__
            raise UserError("folder_unusable", place=str(folder), problem=problem) from error
        speech.result(str(path))
    return 0


class _NoPainter:
    """Where Qt is not installed: the words alone."""

    def pictures(self, language: Language) -> Callable[[str], str]:
        """No picture of any screen."""
        return lambda screen: ""


def _painter() -> Painter | _NoPainter:
    """Who paints the screens; says so where nobody can."""
    try:
        from app.ui.thumbnails import Painter

        return Painter()
    except ImportError:
        speech.remark(speech.sentence("no_pictures", {}))
        return _NoPainter()
