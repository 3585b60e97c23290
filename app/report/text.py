"""The report as plain text for a ticket or the body of a mail: at most 25 lines that survive every filter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.model.session import Session
from app.report.view import ReportView, build_view
from app.words import text

MOST_LINES: Final = 25
MOST_COLUMNS: Final = 100
MOST_TESTS: Final = 12
_SIGNS: Final = {"pass": "[+]", "warn": "[?]", "fail": "[!]", "not_run": "[ ]"}


def render_text(session: Session) -> str:
    """The summary, every line ended by a newline."""
    lines = [_short(line) for line in _lines(build_view(session))]
    return "".join(f"{line}\n" for line in lines[:MOST_LINES])


def _short(line: str) -> str:
    """Cut between words where that keeps most of the line."""
    if len(line) <= MOST_COLUMNS:
        return line
    kept = line[: MOST_COLUMNS - 2]
    whole = kept.rpartition(" ")[0]
    return f"{whole if 2 * len(whole) > len(kept) else kept} …"


def _lines(view: ReportView) -> Iterator[str]:
    ticket = text("report", "page", "ticket", ticket=view.ticket) if view.ticket else ""
    yield ", ".join(filter(None, (view.provider, text("report", "page", "title"), view.date, ticket)))
    yield ""
    yield " ".join(filter(None, (view.headline.lead, view.headline.title, view.headline.effect)))
    yield view.headline.action
    for finding in view.findings:
        yield " ".join((finding.lead, finding.title, finding.action))
    yield ""
    for tile in view.tiles:
        yield f"{tile.label}: {tile.value}" + (f" ({tile.note})" if tile.note else "")
    yield ""
    for row in view.tests[:MOST_TESTS]:
        yield f"{_SIGNS[row.state]} {row.name}: {row.answer}" + (f" - {row.value}" if row.value else "")
    yield ""
    yield f"{view.program}, {text('report', 'word', 'session')} {view.session}"
