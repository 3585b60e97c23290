"""Whether the screens can be painted, the window opens here, and a report can be written."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from app.commands.selfcheck.running import BrokenError, Check, plain
from app.words import text

REPORTED: Final = "linux-alg"
"""The practice world whose session the reports are made of: every part of a report has something to show."""
_WINDOW_LIMIT_S: Final = 30.0
_BEGINNINGS: Final = {"html": b"<!doctype html", "pdf": b"%pdf-"}


def checks(folder: Path) -> list[Check]:
    """The screens, the window where there is a display, and the report of a session in *folder*."""
    window = [Check(_name("display"), lambda: display(folder))] if _has_display() else []
    return [
        plain(_name("screens"), screens),
        plain(_name("secure"), secure),
        *window,
        plain(_name("report"), lambda: report(folder / REPORTED)),
    ]


def _name(part: str) -> str:
    return text("selftest", "names", part)


def screens() -> str:
    """Every screen of the window, painted out of sight."""
    from app.ui.painting import paint_all

    count, empty = paint_all()
    if empty:
        raise BrokenError(f"came out empty: {', '.join(empty)}")
    return f"{count} painted"


def secure() -> str:
    """Whether the window itself can ask a provider over HTTPS."""
    from app.ui.painting import secure_requests

    library = secure_requests()
    if not library:
        raise BrokenError("Qt finds no library for it")
    return library


def _has_display() -> bool:
    return os.name == "nt" or sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


async def display(home: Path) -> str:
    """The window, opened for a moment on this computer's display by a process of its own, at home in *home*."""
    return await asyncio.to_thread(_open_window, home)


def _open_window(home: Path) -> str:
    from app.driver.launch import child_command, start_folder

    surroundings = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    done = subprocess.run(
        child_command("--practice"),
        env={**surroundings, "CALLMEND_BENCH": "first_paint", "CALLMEND_HOME": str(home)},
        cwd=start_folder(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_WINDOW_LIMIT_S,
        check=False,
    )
    if done.returncode:
        raise BrokenError(done.stderr.decode("utf-8", "replace").strip()[-300:] or f"it ended with {done.returncode}")
    painted = json.loads(done.stdout)["first_paint_ms"]
    return f"first screen after {painted / 1000:.2f} s" if painted else "first screen painted"


def report(session: Path) -> str:
    """The report of a session, in every format."""
    from app.commands.report import available, rendered
    from app.engine.reading import read_session

    whole = read_session(session)
    made = {name: rendered(name, whole) for name in available()}
    for name, data in made.items():
        if not data or not data[:20].lower().lstrip().startswith(_BEGINNINGS.get(name, b"")):
            raise BrokenError(f"the {name} report is no {name}")
    return ", ".join(f"{name} {len(data) // 1024 + 1} KB" for name, data in made.items())
