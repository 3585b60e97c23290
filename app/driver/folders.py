"""Where sessions live on this computer, and how they are named."""

from __future__ import annotations

import os
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.model.journal import JOURNAL_NAME, REPORT_NAME, SESSION_NAME
from app.version import NAME

_ID: Final = re.compile(r"\d{4}-\d{2}-\d{2}-\d{6}-[a-z2-9]{4}")
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_FILES: Final = (JOURNAL_NAME, SESSION_NAME, REPORT_NAME)


def new_session_id() -> str:
    """A name for a session that sorts by time (UTC) and is easy to read out."""
    moment = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    return f"{moment}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}"


def is_session_id(text: str) -> bool:
    """Whether *text* has the form of :func:`new_session_id`."""
    return _ID.fullmatch(text) is not None


def sessions_root() -> Path:
    """The folder of all sessions of this user; it need not exist yet.

    ``CALLMEND_HOME`` names another home for all that the program writes, as for the window.
    """
    home = os.environ.get("CALLMEND_HOME")
    if home:
        return Path(home) / "sessions"
    from platformdirs import user_state_path

    return user_state_path(NAME, appauthor=False) / "sessions"


def put_aside(folder: Path) -> Path | None:
    """Move an earlier session's files in *folder* into a folder of their own below it, so that a new one can start.

    Returns where they are now, or ``None`` when there were none. Raises ``OSError``.
    """
    files = [folder / name for name in _FILES if (folder / name).is_file()]
    if not files:
        return None
    target = folder / "earlier" / new_session_id()
    target.mkdir(parents=True)
    for file in files:
        file.rename(target / file.name)
    return target
