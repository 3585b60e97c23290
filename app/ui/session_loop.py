"""The asyncio loop of the window: Qt's own loop by qasync, one task owner, and a calm end."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_API", "pyside6")
import qasync

from app.ui import pictures
from app.ui.aio import TaskOwner
from app.ui.bugs import catch_all, note_bug
from app.ui.delivery import send_waiting
from app.ui.engine_link import EngineLink, Hear, Link
from app.ui.pages import PAGES, import_pages
from app.ui.say import say

if TYPE_CHECKING:
    from app.ui.content_update import ContentUpdate
    from app.ui.host import Host
    from app.ui.window import Window

WARM_EVERY_S = 0.12
SIGNAL_CHECK_MS = 300
"""How often Python looks for Ctrl+C while Qt waits."""


def live(application: QApplication, window: Window, host: Host, late: Any) -> int:
    """Run until the window is closed and the engine has saved; returns the exit code."""

    def tell(note: str) -> None:
        text_id = "internal_error" if note else "internal_error_unsaved"
        host.notice = say("errors", text_id, "text", note=note)
        host.scene_changed.emit()

    catch_all(tell)
    loop = qasync.QEventLoop(application)
    with loop:
        loop.run_until_complete(_live(window, host, late, lambda error: tell(str(note_bug(error) or ""))))
    pictures.pixmap.cache_clear()
    return 0


async def _live(window: Window, host: Host, late: Any, on_bug: Any) -> None:
    loop = asyncio.get_running_loop()
    owner = TaskOwner(on_bug)
    closed: asyncio.Future[None] = loop.create_future()

    def connect(hear: Hear) -> Link:
        return EngineLink(owner, hear)

    late.real = connect

    def left() -> None:
        if not closed.done():
            closed.set_result(None)

    window.left.connect(left)
    heartbeat = _close_on_signals(window)
    newer = _newer_content(host)
    host.measurement.prepare()
    owner.start("warm up", _warm_up(window))
    try:
        await closed
    finally:
        heartbeat.stop()
        newer.end()
        window.hide()
        await host.leave()
        await owner.close()


def _newer_content(host: Host) -> ContentUpdate:
    from app.ui.content_update import ContentUpdate

    return ContentUpdate(host)


async def _warm_up(window: Window) -> None:
    """Build the pages of the journey while the person reads the first one, so that none of them has to wait."""
    send_waiting(window.tell)
    await asyncio.to_thread(import_pages)  # a chain of imports would hold the window up for a tenth of a second
    for screen in PAGES:
        await asyncio.sleep(WARM_EVERY_S)
        window.stack.page(screen)


def _close_on_signals(window: Window) -> QTimer:
    """A handler runs between any two instructions of Python: it only notes, and the window closes from Qt's loop."""
    asked: list[int] = []
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), lambda number, _: asked.append(number))
    heartbeat = QTimer(interval=SIGNAL_CHECK_MS)
    heartbeat.timeout.connect(lambda: window.close() if asked else None)
    heartbeat.start()
    return heartbeat
