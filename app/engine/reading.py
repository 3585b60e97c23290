"""Session files and journals from disk, as they may come from anyone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from app.engine import judgement
from app.engine.files import read_bounded
from app.engine.record import SessionRecord, recovered_runs
from app.model.codec import session_from_json
from app.model.errors import UserError
from app.model.journal import JOURNAL_NAME, SESSION_NAME, parse_journal
from app.model.json import read_json
from app.model.session import Run, Session

MAX_BYTES: Final = 64 * 1024 * 1024


def read_session(path: Path) -> Session:
    """Read a session file, a journal, or the folder that holds them; raises :class:`UserError`."""
    if path.is_dir():
        path = next((path / name for name in (SESSION_NAME, JOURNAL_NAME) if (path / name).exists()), path)
    data = read_bounded(path, MAX_BYTES)
    if path.suffix == ".jsonl":
        return _from_journal(path, data)
    try:
        document = read_json(data)
    except (ValueError, RecursionError):
        raise UserError("session_not_json", path=str(path)) from None
    return completed(session_from_json(document))


def completed(session: Session) -> Session:
    """*session* with what earlier versions left to whoever showed it: the figures of each run, all runs compared."""
    runs = tuple(_with_figures(run) for run in session.runs)
    whole = replace(session, runs=runs)
    if len(runs) < 2 or {"table", "fixed"} <= set(session.comparison or {}):
        return whole
    return replace(whole, comparison=judgement.comparison_of(whole, None))


def _with_figures(run: Run) -> Run:
    if run.figures is not None and run.figures.tally is not None:
        return run
    return replace(run, figures=judgement.figures_of(run.observations, run.diagnosis))


def _from_journal(path: Path, data: bytes) -> Session:
    """What an engine that died left behind, judged by today's rules."""
    content = parse_journal(data)
    runs = recovered_runs(content)
    if not any(run.observations for run in runs):
        raise UserError("session_malformed", where="observations")
    for run in runs:
        run.diagnosis = judgement.judge(run.observations)
    head = content.session or {}
    profile = head.get("profile")
    identity = str(head.get("id") or path.parent.name)
    record = SessionRecord(identity, profile if isinstance(profile, dict) else {}, runs)
    return completed(record.frozen(judgement.code_of(record.run.diagnosis)))
