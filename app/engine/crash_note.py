"""What is kept of a bug: where it happened, never with which values, because values may be secrets."""

from __future__ import annotations

import platform
import re
import traceback
from pathlib import Path

from app.engine.clock import utc_now
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.version import NAME, VERSION


def describe(error: BaseException) -> str:
    """The kind of *error* and of its causes, with files, lines and functions; no message, no value."""
    parts: list[str] = []
    link: BaseException | None = error
    while link is not None and len(parts) < 8:
        frames = traceback.extract_tb(link.__traceback__)
        lines = [f"  {_inside(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-40:]]
        parts.append("\n".join([type(link).__name__, *lines]))
        link = link.__cause__ or link.__context__
    return "\ncaused by ".join(parts)


def calm(note: Path | None) -> UserError:
    """The line a person sees of a bug."""
    if note is None:
        return UserError("internal_error_unsaved", exit_code=NOT_TESTED_EXIT)
    return UserError("internal_error", exit_code=NOT_TESTED_EXIT, note=str(note))


def write_note(folder: Path, title: str, body: str) -> Path | None:
    """Write a note into *folder*; ``None`` when even that is impossible."""
    head = f"{NAME} {VERSION}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    path = folder / f"crash-{utc_now()[:19].replace(':', '')}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{head}\n{utc_now()} {title}\n{body}\n\n")
    except OSError:
        return None
    return path


def _inside(filename: str) -> str:
    """The file without the folders of this computer, which may hold its user's name."""
    parts = Path(filename).parts
    start = max((index for index, part in enumerate(parts) if part in {"app", "site-packages"}), default=-2)
    return "/".join(parts[start:])


def native_trace(last_words: str) -> str:
    """The lines of an engine's standard error that name code: faulthandler's frames, fatal errors, assertions."""
    wanted = re.compile(r'^(?:  File "|Fatal Python error|Current thread|Thread 0x)|: Assertion `')
    return "\n".join(line[:300] for line in last_words.splitlines() if wanted.search(line))
