"""The session's files beside the journal: ``session.json`` and ``report.html``."""

from __future__ import annotations

import json
from pathlib import Path

from app.engine import judgement
from app.engine.files import write_atomically
from app.model.codec import session_to_json
from app.model.journal import REPORT_NAME, SESSION_NAME
from app.model.json import JsonObject
from app.model.session import Session


def write_session(folder: Path, session: Session) -> Path:
    """Write ``session.json``; raises :class:`UserError`, and then the one before is still there."""
    path = folder / SESSION_NAME
    write_atomically(path, session_text(session_to_json(session)).encode())
    return path


def write_report(folder: Path, session: Session) -> Path:
    """Write ``report.html``; raises :class:`UserError`."""
    path = folder / REPORT_NAME
    write_atomically(path, judgement.report_of(session).encode())
    return path


def session_text(document: JsonObject) -> str:
    """A session file's text: one form for files and output; half characters, which no file holds, as escapes."""
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    return text if _can_be_written(text) else json.dumps(document, indent=1) + "\n"


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
