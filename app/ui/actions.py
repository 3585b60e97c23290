"""Presses that the window acts on itself: open the report, show its folder, choose a file, open a settings page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.pages.scene import Scene
from app.ui.say import say

Tell = Callable[[str], None]

_MICROPHONE_PAGES: Final[Mapping[str, str]] = {
    "win32": "ms-settings:privacy-microphone",
    "darwin": "x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone",
}


_NOT_YET: Final = frozenset({"remove"})
"""Presses of the catalogue whose deed comes with the installer."""


def unavailable_presses() -> frozenset[str]:
    """Presses that this system cannot act on."""
    return _NOT_YET if sys.platform in _MICROPHONE_PAGES else _NOT_YET | {"show_where"}


def open_url(url: QUrl) -> bool:
    """Hand *url* to the system; tests put another function in its place."""
    return bool(QDesktopServices.openUrl(url))


def act(event: str, scene: Scene, tell: Tell) -> bool:
    """Act on *event* if it is one of the window's own; *tell* says what went wrong."""
    deed = _DEEDS.get(event)
    if deed is None:
        return False
    deed(scene, tell)
    return True


def ask_for_file(parent: QWidget, take: Callable[[Path], None]) -> None:
    """Let the person choose the file from support. Not modal to the program: nothing waits for it."""
    dialog = QFileDialog(parent, say("window", "details_screen", "choose_file"))
    dialog.setNameFilter(f"{say('window', 'details_screen', 'file_kind')} (*.toml)")
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


def _show_where(scene: Scene, tell: Tell) -> None:
    open_url(QUrl(_MICROPHONE_PAGES.get(sys.platform, "")))


_DEEDS: Final[Mapping[str, Callable[[Scene, Tell], None]]] = {
    "open_report": _open_report,
    "show_folder": _show_folder,
    "show_where": _show_where,
}
