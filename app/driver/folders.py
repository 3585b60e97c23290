"""Where sessions live on this computer, and which of them ended too early."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.model.journal import JOURNAL_NAME, REPORT_NAME, SESSION_NAME, parse_journal
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
    """The folder of all sessions of this user; it need not exist yet."""
    from platformdirs import user_state_path

    return user_state_path(NAME, appauthor=False) / "sessions"


def unfinished_session(root: Path) -> Path | None:
    """The newest session below *root* that holds observations and was not closed; ``None`` when all were."""
    try:
        folders = sorted((item for item in root.iterdir() if is_session_id(item.name)), reverse=True)
    except OSError:
        return None
    return folders[0] if folders and _is_unfinished(folders[0]) else None


def _is_unfinished(folder: Path) -> bool:
    try:
        content = parse_journal((folder / JOURNAL_NAME).read_bytes())
    except OSError:
        return False
    return not content.closed and content.observation_count > 0


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
