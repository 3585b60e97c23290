"""Opens the window. Paints first; everything that can wait is imported after the first screen is up."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.driver.brand import brand
from app.model.errors import UserError
from app.ui import accessible, appearance
from app.ui.abilities import Unavailable
from app.ui.application import Application
from app.ui.host import Host
from app.ui.language import begin as begin_language
from app.ui.only_one import OnlyOne
from app.ui.places import state_folder
from app.ui.say import say
from app.ui.window import Window
from app.version import NAME, VERSION
from app.wizard.answers import Answers

if TYPE_CHECKING:
    from app.ui.engine_link import Connect, Hear, Link
    from app.words import Language

PAINT_PATIENCE_MS = 2000


def run(practice: str | None = None, profile_path: str | None = None, language: Language | None = None) -> int:
    """Show the wizard until it is closed; returns the exit code.

    *practice* is a scenario's id; *profile_path* a profile file, without which the brand's counts, if there is one.
    Without *language* it is the person's own. A profile that cannot be used is told in the window.
    """
    start, complaint = _beginning(practice, profile_path)
    application = make_application()
    begin_language(application, language)
    only = OnlyOne(state_folder())
    if not only.is_first() and only.call_first(profile_path or ""):
        return 0
    appearance.apply(application, accent=start.provider.accent)
    late = _LateConnect()
    host = Host(late, start, unavailable=Unavailable())
    if complaint is not None:
        host.notice = say("errors", complaint.text_id, "text", **complaint.values)
    window = Window(host)
    window.show()
    _wait_for_paint(window)
    if os.environ.get("CALLMEND_BENCH") == "first_paint":
        _print_first_paint()
        return 0
    from app.ui.handing_over import handed_over
    from app.ui.session_loop import live

    only.listen(lambda path: handed_over(window, path))
    if isinstance(application, Application):
        application.opened.connect(lambda path: handed_over(window, path))
    try:
        return live(application, window, host, late)
    finally:
        only.close()


def _beginning(practice: str | None, profile_path: str | None) -> tuple[Answers, UserError | None]:
    """What is known before the first screen, and what is wrong with the file it should have come from."""
    worn = brand()
    file = profile_path or (str(worn.profile) if worn and worn.profile else None)
    try:
        return starting_answers(practice, file), None
    except UserError as error:
        return Answers(practice=practice), error


class _LateConnect:
    """Stands for the engine until the loop runs; pressing Start before that takes a person longer."""

    real: Connect | None = None

    def __call__(self, hear: Hear) -> Link:
        assert self.real is not None
        return self.real(hear)


def starting_answers(practice: str | None, profile_path: str | None) -> Answers:
    """What the command line already says. Raises :class:`~app.model.errors.UserError`."""
    if profile_path is None:
        return Answers(practice=practice)
    from app.ui.setup_file import answers_from

    return answers_from(Path(profile_path), practice)


def make_application() -> QApplication:
    """Qt's application object with our names."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else Application([NAME])
    application.setApplicationName(NAME)
    application.setApplicationVersion(VERSION)
    application.setQuitOnLastWindowClosed(False)
    accessible.install()
    return application


def _wait_for_paint(window: Window) -> None:
    """Let the first screen appear before anything else is imported."""
    if window.painted:
        return
    waiting = QEventLoop()
    window.first_paint.connect(waiting.quit)
    QTimer.singleShot(PAINT_PATIENCE_MS, waiting.quit)
    waiting.exec()


def _print_first_paint() -> None:
    elapsed_ms = _since_start_ms()
    sys.stdout.write(json.dumps({"first_paint_ms": elapsed_ms and round(elapsed_ms, 1)}) + "\n")
    sys.stdout.flush()


def _since_start_ms() -> float | None:
    """Milliseconds since this process began, where the system tells (Linux); to within a clock tick of 10 ms."""
    try:
        started = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
        return (time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")) * 1000
    except (OSError, AttributeError, ValueError):
        return None
