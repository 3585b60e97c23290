"""How a check ends: what is printed, where the session goes, which exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from app.commands import speech
from app.commands.conversation import Order, Outcome, engine_lost
from app.commands.outcome import exit_code
from app.commands.summary import summary
from app.engine.saving import session_text
from app.model.errors import NOT_TESTED_EXIT, UserError
from app.model.json import JsonObject
from app.words import text


def document_of(order: Order, outcome: Outcome) -> JsonObject | None:
    """The session: from its file, from the engine's last words, or from the journal of an engine that died."""
    if outcome.session:
        document: JsonObject = json.loads(Path(outcome.session).read_bytes())
        return document
    if outcome.lost is None:
        return outcome.document
    outcome.troubles.append(engine_lost(outcome.lost))
    _note_the_end(order, outcome.lost)
    return _recovered(order.folder) if outcome.lost["observations"] else None


def _recovered(folder: Path) -> JsonObject | None:
    from app.engine.reading import read_session
    from app.model.codec import session_to_json
    from app.model.journal import JOURNAL_NAME

    try:
        return session_to_json(read_session(folder / JOURNAL_NAME))
    except UserError:
        return None


def _note_the_end(order: Order, lost: dict[str, Any]) -> None:
    """Keep where the engine died: of its last words, only lines that name code, for others may hold anything."""
    from app.engine.crash_note import native_trace, write_note

    title = f"the engine ended with status {lost['exit_status']}"
    write_note(order.folder, title, native_trace(str(lost["last_words"])))


def print_result(document: JsonObject, outcome: Outcome, *, to_stderr: bool) -> None:
    """The result in plain words; where standard output is for the session alone, on standard error."""
    say = speech.remark if to_stderr else speech.result
    if outcome.stopped:
        say(text("terminal", "stopped", "text"))
    for line in summary(document):
        say(line)
    for name, path in (("report", outcome.report), ("session", outcome.session)):
        if path:
            say(text("terminal", name, "text", path=speech.printable(path)))


def deliver(target: str | None, document: JsonObject) -> None:
    """Write the session where ``--json`` says; raises :class:`UserError`."""
    if target is None:
        return
    content = session_text(document)
    if target == "-":
        sys.stdout.write(content)
        return
    from app.engine.files import write_atomically

    write_atomically(Path(target).resolve(), content.encode())


def exit_code_of(order: Order, outcome: Outcome, document: JsonObject | None) -> int:
    """The exit code of the whole command."""
    if document is None or outcome.stopped or outcome.lost is not None or not outcome.session:
        return NOT_TESTED_EXIT
    return exit_code(outcome.diagnosis, order.questions)
