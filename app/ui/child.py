"""One of our own processes beside the window: it is told what to do in one object, and Qt tells when it ends."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QProcess

from app.driver.launch import child_command, start_folder
from app.model.json import JsonObject

KILL_WAIT_MS = 1000


def new_child(ended: Callable[..., None], *, silent: bool = False) -> QProcess:
    """A process that :func:`begin` starts; *ended* is called when it is gone or never came to be, even within that.

    What it prints is kept to be read, unless it is *silent*.
    """
    process = QProcess(QCoreApplication.instance())  # not Python's to delete in its own signal
    folder = start_folder()
    if folder is not None:
        process.setWorkingDirectory(str(folder))
    if silent:
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
    process.finished.connect(ended)
    process.errorOccurred.connect(ended)
    return process


def begin(process: QProcess, command: str, told: JsonObject) -> None:
    """Start our *command* in it and hand it *told*."""
    program, *arguments = child_command(command)
    process.start(program, arguments)
    process.write(json.dumps(told).encode())
    process.closeWriteChannel()


def take_away(process: QProcess | None) -> None:
    """End *process*, whatever it was at; nothing more is told of it."""
    if process is not None:
        process.blockSignals(True)
        process.kill()
        process.waitForFinished(KILL_WAIT_MS)
        process.deleteLater()
