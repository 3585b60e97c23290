"""Many sessions in one table for the support desk: provider, router, finding, fixed or not; as CSV and as HTML."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.model.session import Session
from app.report.redaction import Redactor
from app.report.view.times import day_and_time
from app.report.view.words import say
from app.report.visible import visible
from app.words import finding_text, spoken

COLUMNS: Final = ("file", "date", "provider", "ticket", "router", "finding", "confidence", "fixed", "code")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "|", "%")
"""Beginnings that a spreadsheet takes for a formula."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One session, or a file that could not be read, with the reason in ``finding``."""

    cells: tuple[str, ...]


def row_of(name: str, session: Session) -> SummaryRow:
    """The line of one session; every text through the gate."""
    redactor = Redactor()
    run = session.runs[-1] if session.runs else None
    findings = run.diagnosis.findings if run else ()
    router = (session.router or {}).get("name")
    first = findings[0] if findings else None
    title = finding_text(first.id, "title", first.details) if first else say("report", "headline", "untold_title")
    return SummaryRow(
        tuple(
            redactor.text(one, 120)
            for one in (
                name,
                day_and_time(run.started) if run else "",
                str(session.profile.get("provider") or ""),
                str(session.profile.get("ticket") or ""),
                router if isinstance(router, str) else "",
                title,
                say("confidence", findings[0].confidence, "word") if findings else "",
                _fixed(session),
                " ".join(session.code.words) if session.code else "",
            )
        )
    )


def unreadable(name: str, reason: str) -> SummaryRow:
    """The line of a file that is no session."""
    return SummaryRow((visible(name, 120), "", "", "", "", visible(reason, 200), "", "", ""))


def _fixed(session: Session) -> str:
    """As the session's comparison tells; with one run nothing can be said."""
    told = (session.comparison or {}).get("fixed")
    return say("report", "fixed", told if told in ("yes", "no") else "one_run")


def as_csv(rows: Iterable[SummaryRow]) -> str:
    """Comma-separated with a head; a cell that begins like a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_head())
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row.cells])
    return out.getvalue()


def as_html(rows: Sequence[SummaryRow], style: str) -> str:
    """One file without script; everything in it is escaped."""
    title = html.escape(say("report", "heading", "summary"))
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in _head())
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row.cells) + "</tr>\n" for row in rows)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken().code}" dir="{"rtl" if spoken().right_to_left else "ltr"}">\n'
        '<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{title}</title>'
        f"<style>{style} main {{ max-width: 1200px; }}</style></head>\n"
        f"<body><main><h1>{title}</h1><table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></main></body>"
        "</html>\n"
    )


def _head() -> list[str]:
    return [say("report", "summary_column", name) for name in COLUMNS]
