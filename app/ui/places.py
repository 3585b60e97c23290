"""Where sessions and the note about an unfinished one lie. platformdirs is imported on first use."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from app.version import NAME


def documents() -> Path:
    """The person's folder for reports; ``CALLMEND_HOME`` names another, for tests and for kiosks."""
    home = os.environ.get("CALLMEND_HOME")
    if home:
        return Path(home) / "sessions"
    from platformdirs import user_documents_path

    return user_documents_path() / NAME


def state_folder() -> Path:
    """Where the program keeps notes of its own."""
    home = os.environ.get("CALLMEND_HOME")
    if home:
        return Path(home) / "state"
    from platformdirs import user_state_path

    return user_state_path(NAME, appauthor=False)


def new_session_folder() -> Path:
    """A folder that does not exist yet, named by the local time, which is what a person looks for."""
    root, stamp = documents(), datetime.now().astimezone().strftime("%Y-%m-%d %H.%M")
    candidates = (root / (stamp if not count else f"{stamp} ({count + 1})") for count in range(1000))
    return next(folder for folder in candidates if not folder.exists())
