"""Whether the files of the packaged program are those that were built: compared with the list that lies among them.

A damaged library is better not loaded: it can end the process without a word. So this comes before everything else.
macOS compares all of a program by its signature before it starts it, and signing changes files: no list lies there.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path
from typing import Final

from app.commands.selfcheck.running import BrokenError
from app.driver.launch import is_packaged
from app.words.resources import built_in_root

LIST: Final = "parts.sha256"
"""As ``sha256sum`` writes it; made by ``build/package/parts.py``."""
PLACES: Final = {
    "texts": ("resources/texts/",),
    "pictures": ("resources/pictures/", "resources/icon/"),
    "sounds": ("resources/sounds/",),
    "letters": ("resources/fonts/",),
    "guides": ("resources/routers/",),
    "code_words": ("resources/texts/code_words.txt",),
    "translations": ("resources/translations/",),
    "certificates": ("certifi/",),
}
"""Which line of the self-test answers for which files; all others are the program's own."""
_ELSEWHERE: Final = tuple(place for places in PLACES.values() for place in places)
_LIBRARY: Final = (".dll", ".pyd", ".exe")
_MOST_NAMED: Final = 3


class LibraryError(BrokenError):
    """What must not be loaded any more."""

    is_last = True


def are_listed() -> bool:
    """Whether this program has a list to be compared with."""
    return is_packaged() and sys.platform != "darwin"


def own_files() -> str:
    """The program's libraries, and whatever else no other line looks at."""
    names = [name for name in _listed() if not name.startswith(_ELSEWHERE)]
    if not names:
        raise BrokenError("their list is missing or damaged")
    wrong = _wrong(names)
    if any(".so" in name or name.endswith(_LIBRARY) for name in wrong):
        raise LibraryError(_said(wrong))
    if wrong:
        raise BrokenError(_said(wrong))
    return f"{len(names)} files as they were built"


def must_be_whole(line: str) -> None:
    """Raises :class:`BrokenError` when a file that *line* answers for is missing or changed."""
    if not are_listed():
        return
    wrong = _wrong([name for name in _listed() if name.startswith(PLACES.get(line, ()))])
    if wrong:
        raise BrokenError(_said(wrong))


def _said(wrong: list[str]) -> str:
    more = f" and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
    return f"missing or damaged: {', '.join(wrong[:_MOST_NAMED])}{more}"


@cache
def _listed() -> dict[str, str]:
    try:
        text = (_root() / LIST).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    rows = (line.split("  ", 1) for line in text.splitlines())
    return {row[1]: row[0] for row in rows if len(row) == 2}


def _wrong(names: list[str]) -> list[str]:
    return [name for name in names if _digest(_root() / name) != _listed()[name]]


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()
    except OSError:
        return ""


def _root() -> Path:
    return built_in_root().parent
