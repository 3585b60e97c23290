"""A file that the person double-clicked: a profile opens the window with it, a session shows its report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from app.commands import speech
from app.model.errors import UserError

PROFILE: Final = ".callmend"
SESSION: Final = ".callmend-session"
CONTENT: Final = ".callmend-content"


def is_ours(argument: str) -> bool:
    """Whether *argument* names a file of ours rather than a command."""
    return Path(argument).suffix.lower() in _DEEDS


def open_file(arguments: list[str]) -> int:
    """Open the first file; returns the exit code. Raises :class:`UserError`."""
    path = Path(arguments[0]).resolve()
    if len(arguments) > 1:
        raise UserError("usage", problem=f"nothing may follow {path.name}", command="callmend")
    return _DEEDS[path.suffix.lower()](path)


def _profile(path: Path) -> int:
    from app.commands.wizard import open_window

    return open_window(profile_path=str(path))


def _content(path: Path) -> int:
    from app.commands.content import install_file

    return install_file(path)


def _session(path: Path) -> int:
    """Who double-clicks a session wants to read it: as the report that a browser shows."""
    import webbrowser

    from app.commands.report import rendered
    from app.driver.folders import sessions_root
    from app.engine.files import make_folder, write_atomically
    from app.engine.reading import read_session

    page = sessions_root() / "opened" / f"{path.stem}.html"
    data = rendered("html", read_session(path))
    make_folder(page.parent)
    write_atomically(page, data)
    if not webbrowser.open(page.as_uri()):
        speech.result(str(page))
    return 0


_DEEDS: Final[Mapping[str, Callable[[Path], int]]] = {PROFILE: _profile, SESSION: _session, CONTENT: _content}
