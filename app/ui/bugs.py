"""The last net of the window: a bug leaves a note on disk and one calm sentence, and the session goes on."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from app.ui.places import state_folder
from app.version import VERSION

_MOST_BYTES: Final = 200_000

Tell = Callable[[str], None]


def note_bug(error: BaseException) -> Path | None:
    """Append the traceback (no values of variables) to the note; ``None`` when the disk refuses."""
    path = state_folder() / "crash.txt"
    lines = "".join(traceback.format_exception(error))
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > _MOST_BYTES:
            path.unlink()
        with path.open("a", encoding="utf-8") as note:
            note.write(f"--- {datetime.now(UTC).isoformat(timespec='seconds')} {VERSION}\n{lines}\n")
        return path
    return None


def catch_all(tell: Tell) -> None:
    """Put the net below Qt's slots, threads and Qt's own messages; *tell* gets the path of the note or nothing."""

    def caught(error: BaseException) -> None:
        tell(str(note_bug(error) or ""))

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, error.__traceback__)
        else:
            caught(error)

    sys.excepthook = hook
    threading.excepthook = lambda arguments: caught(arguments.exc_value or RuntimeError(arguments.exc_type.__name__))
    qInstallMessageHandler(_on_qt_message)


def _on_qt_message(kind: QtMsgType, context: object, message: str) -> None:
    """Qt's chatter is of no use to an owner; what is critical goes into the note."""
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
        note_bug(RuntimeError(message))
