"""Turn session files into a report to read, to send or to keep; with --summary, a folder of them into one table."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from app.model.errors import UserError
from app.model.session import Session

_RENDERERS: Final[dict[str, tuple[str, str]]] = {
    "html": ("app.report.html", "render_html"),
    "pdf": ("app.paper.pdf", "render_pdf"),
    "text": ("app.report.text", "render_text"),
    "json": ("app.report.shared", "shared_text"),
    "eml": ("app.delivery.mail", "render_eml"),
    "pcapng": ("app.report.capture", "render_pcapng"),
}
"""Which function of which module makes a format."""
FORMATS: Final = (*_RENDERERS, "csv")
_SUMMARIES: Final = frozenset({"csv", "html"})
MOST_FILES: Final = 5000


def add_arguments(parser: ArgumentParser) -> None:
    """What to read, which format, where to."""
    words = "a session file, a journal, or the folder of both; several are compared with each other"
    parser.add_argument("session", metavar="SESSION.json", nargs="+", help=words)
    parser.add_argument("--format", required=True, choices=FORMATS, help="what to make of it")
    parser.add_argument("--out", required=True, metavar="FILE", help="where to write it; - for standard output")
    parser.add_argument(
        "--summary", action="store_true", help="one line a session, of all files below a folder (csv or html)"
    )


def run(arguments: Namespace) -> int:
    """Read, render, write in one step: a failure leaves the file that was there."""
    from app.engine.files import write_atomically

    as_table = arguments.summary or arguments.format == "csv"
    data = _summary(arguments).encode() if as_table else _report(arguments)
    if arguments.out == "-":
        sys.stdout.buffer.write(data)
    else:
        write_atomically(Path(arguments.out).resolve(), data)
    return 0


def rendered(name: str, session: Session) -> bytes:
    """*session* in the format *name*."""
    module, function = _RENDERERS[name]
    content = cast(Callable[[Session], str | bytes], getattr(import_module(module), function))(session)
    return content.encode() if isinstance(content, str) else content


def available() -> tuple[str, ...]:
    """The formats of one session."""
    return tuple(_RENDERERS)


def _report(arguments: Namespace) -> bytes:
    from app.engine.reading import read_session

    paths = [Path(name) for name in arguments.session]
    return rendered(arguments.format, together([(path.stem, read_session(path)) for path in paths]))


def together(sessions: list[tuple[str, Session]]) -> Session:
    """The last session, with the last runs of the others before it, each under its file's name."""
    from app.engine.judgement import comparison_of

    *others, (_, last) = sessions
    if not others or not last.runs:
        return last
    runs = [replace(one.runs[-1], label=name) for name, one in others if one.runs]
    whole = replace(last, runs=(*runs, replace(last.runs[-1], label=sessions[-1][0])))
    return replace(whole, comparison=comparison_of(whole, None))


def _summary(arguments: Namespace) -> str:
    from app.report.summary_table import as_csv, as_html, row_of, unreadable
    from app.words import resource_path, text

    if arguments.format not in _SUMMARIES:
        raise UserError("usage", problem="--summary is written as csv or html", command="callmend report")
    rows = []
    for name, read in _sessions(arguments.session):
        try:
            rows.append(row_of(name, read()))
        except UserError as error:
            rows.append(unreadable(name, text("errors", error.text_id, "text", **error.values)))
    if arguments.format == "csv":
        return as_csv(rows)
    return as_html(rows, resource_path("report/report.css").read_text(encoding="utf-8"))


def _sessions(names: list[str]) -> Iterator[tuple[str, Callable[[], Session]]]:
    """Every file that was named, and every session file below a folder that was."""
    from functools import partial

    from app.engine.reading import read_session

    for name in names:
        place = Path(name)
        files = sorted(place.rglob("*.json"))[:MOST_FILES] if place.is_dir() else [place]
        for file in files:
            shown = str(file.relative_to(place)) if place.is_dir() else file.name
            yield shown, partial(read_session, file)
