"""The report as plain text for a ticket or the body of a mail: at most 25 lines that survive every filter."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from app.model.session import Session
from app.report.view import ReportView, build_view
from app.words import text

MOST_LINES: Final = 25
MOST_COLUMNS: Final = 70
"""Mail programs fold what is longer, and some then join the lines that follow: a table becomes one paragraph."""
_SIGNS: Final = {"pass": "[+]", "warn": "[?]", "fail": "[!]", "not_run": "[ ]"}
_FIRST: Final = ("fail", "warn", "pass", "not_run")
"""Which tests are named when there is no line for all of them."""


def render_text(session: Session) -> str:
    """The summary, every line ended by a newline."""
    view = build_view(session)
    head, foot = list(_head(view)), list(_foot(view))
    tests = _tests(view, MOST_LINES - len(head) - len(foot) - 1)
    return "".join(f"{line}\n" for line in (*head, *tests, "", *foot))


def short(line: str) -> str:
    """Cut between words where that keeps most of the line."""
    if len(line) <= MOST_COLUMNS:
        return line
    kept = line[: MOST_COLUMNS - 2]
    whole = kept.rpartition(" ")[0]
    return f"{whole if 2 * len(whole) > len(kept) else kept} …"


def folded(text: str) -> list[str]:
    """In lines that no mail program folds again."""
    return textwrap.wrap(text, MOST_COLUMNS) or [""]


def _head(view: ReportView) -> Iterator[str]:
    ticket = text("report", "page", "ticket", ticket=view.ticket) if view.ticket else ""
    yield short(", ".join(filter(None, (view.provider, text("report", "page", "title"), view.date, ticket))))
    yield ""
    yield from folded(" ".join(filter(None, (view.headline.lead, view.headline.title, view.headline.effect))))
    yield from folded(view.headline.action)
    for finding in view.findings:
        yield from folded(" ".join((finding.lead, finding.title, finding.action)))
    yield ""
    for tile in view.tiles:
        yield short(f"{tile.label}: {tile.value}" + (f" ({tile.note})" if tile.note else ""))
    yield ""


def _tests(view: ReportView, room: int) -> list[str]:
    """As many as there is *room* for, those that went wrong before the others, in their own order."""
    by_state = sorted(view.tests, key=lambda row: _FIRST.index(row.state))
    kept = {row.question for row in by_state[:room]}
    shown = (row for row in view.tests if row.question in kept)
    return [
        short(f"{_SIGNS[row.state]} {row.name}: {row.answer}" + (f" - {row.value}" if row.value else ""))
        for row in shown
    ]


def _foot(view: ReportView) -> Iterator[str]:
    yield short(f"{view.program}, {text('report', 'word', 'session')} {view.session}")
