"""Presses that the window acts on itself: open the report, show its folder, choose a file, open a settings page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.pages.report import breakable
from app.ui.pages.scene import Scene
from app.ui.places import new_session_folder
from app.ui.say import say

Tell = Callable[[str], None]

_MICROPHONE_PAGES: Final[Mapping[str, str]] = {
    "win32": "ms-settings:privacy-microphone",
    "darwin": "x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone",
}


def open_url(url: QUrl) -> bool:
    """Hand *url* to the system; tests put another function in its place."""
    return bool(QDesktopServices.openUrl(url))


def act(event: str, scene: Scene, tell: Tell) -> bool:
    """Act on *event* if it is one of the window's own; *tell* says what went wrong.

    Returns whether that was all; else the flow goes on with it.
    """
    deed = _DEEDS.get(event)
    if deed is None:
        return False
    deed(scene, tell)
    return event not in _ON_THE_WAY


def ask_for_file(parent: QWidget, take: Callable[[Path], None]) -> None:
    """Let the person choose the file from support. Not modal to the program: nothing waits for it."""
    dialog = QFileDialog(parent, say("window", "details_screen", "choose_file"))
    dialog.setNameFilter(f"{say('window', 'details_screen', 'file_kind')} (*.callmend *.toml)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: take(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _open_report(scene: Scene, tell: Tell) -> None:
    _open_path(Path(scene.known.report), scene, tell)


def _show_folder(scene: Scene, tell: Tell) -> None:
    _open_path(Path(scene.known.report).parent, scene, tell)


def _open_path(path: Path, scene: Scene, tell: Tell) -> None:
    if not scene.known.report:
        tell(say("window", "report", "nothing"))
    elif not open_url(QUrl.fromLocalFile(str(path))):
        tell(say("window", "report", "cannot_open", path=scene.known.report))


def _open_page(scene: Scene, tell: Tell) -> None:
    from app.ui import guides

    address = scene.answers.walk.address if scene.answers.walk else ""
    address = address or guides.page_address(guides.guide_of(scene.answers), scene.known.gateway)
    if not address or not open_url(QUrl(address)):
        tell(say("window", "guide", "type_address", address=address))


def _write_note(scene: Scene, tell: Tell) -> Path | None:
    from app.ui.note import save_note
    from app.ui.provider_note import save_provider_note

    try:
        folder = Path(scene.folder) if scene.folder else new_session_folder()
        save_provider_note(scene, folder)  # whoever looks after the router may have to ask the internet company
        return save_note(scene, folder)
    except OSError:
        tell(say("window", "note", "failed"))
        return None


def _save_note(scene: Scene, tell: Tell) -> None:
    page = _write_note(scene, tell)
    if page is not None:
        tell(say("window", "note", "saved", path=breakable(str(page))))


def _provider_note(scene: Scene, tell: Tell) -> None:
    from app.ui.provider_note import save_provider_note

    try:
        page = save_provider_note(scene, Path(scene.folder) if scene.folder else new_session_folder())
    except OSError:
        tell(say("window", "note", "failed"))
        return
    opened = open_url(QUrl.fromLocalFile(str(page)))
    tell(say("window", "note", "print" if opened else "saved", path=breakable(str(page))))


def _print_note(scene: Scene, tell: Tell) -> None:
    page = _write_note(scene, tell)
    if page is None:
        return
    opened = open_url(QUrl.fromLocalFile(str(page)))
    tell(say("window", "note", "print" if opened else "saved", path=breakable(str(page))))


def _show_where(scene: Scene, tell: Tell) -> None:
    open_url(QUrl(_MICROPHONE_PAGES.get(sys.platform, "")))


def _show_box(scene: Scene, tell: Tell) -> None:
    from app.ui import permission

    permission.trigger()
    tell(say("window", "boxes", "look"))


def _ask_windows(scene: Scene, tell: Tell) -> None:
    from app.ui import firewall

    tell(say("window", "firewall", "asked" if firewall.ask() else "not_asked"))


def _say_it(scene: Scene, tell: Tell) -> None:
    from app.ui import aloud
    from app.ui.widgets.code_words import to_read_aloud

    if scene.known.code is not None and not aloud.say_aloud(to_read_aloud(scene.known.code)):
        tell(say("window", "aloud", "failed"))


_DEEDS: Final[Mapping[str, Callable[[Scene, Tell], None]]] = {
    "open_report": _open_report,
    "show_folder": _show_folder,
    "show_where": _show_where,
    "save_note": _save_note,
    "print_note": _print_note,
    "provider_note": _provider_note,
    "open_page": _open_page,
    "show_box": _show_box,
    "ask_windows": _ask_windows,
    "say_it": _say_it,
}
_ON_THE_WAY: Final = frozenset({"open_page"})
"""Deeds after which the flow goes on."""
