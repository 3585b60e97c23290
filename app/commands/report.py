"""Turn a session file into a report to read, to send or to keep."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final, cast

from app.model.errors import UserError
from app.model.session import Session

_RENDERERS: Final[dict[str, tuple[str, str]]] = {
    "html": ("app.report.html", "render_html"),
    "pdf": ("app.paper.pdf", "render_pdf"),
    "text": ("app.report.text", "render_text"),
    "eml": ("app.delivery.mail", "render_eml"),
}
"""Which function of which module makes a format; one whose module does not exist is not in this version."""
FORMATS: Final = (*_RENDERERS, "json")


def add_arguments(parser: ArgumentParser) -> None:
    """What to read, which format, where to."""
    parser.add_argument("session", metavar="SESSION.json", help="a session file, a journal, or the folder of both")
    parser.add_argument("--format", required=True, choices=FORMATS, help="what to make of it")
    parser.add_argument("--out", required=True, metavar="FILE", help="where to write it")


def run(arguments: Namespace) -> int:
    """Read, render, write in one step: a failure leaves the file that was there."""
    from app.engine.files import write_atomically
    from app.engine.reading import read_session

    write_atomically(Path(arguments.out).resolve(), rendered(arguments.format, read_session(Path(arguments.session))))
    return 0


def rendered(name: str, session: Session) -> bytes:
    """*session* in the format *name*; raises :class:`UserError` when this version has no such format."""
    content = _renderer(name)(session)
    return content.encode() if isinstance(content, str) else content


def _renderer(name: str) -> Callable[[Session], str | bytes]:
    if name == "json":
        return _json
    module, function = _RENDERERS[name]
    if find_spec(module) is None:
        raise UserError("format_not_available", format=name, available=", ".join(available()))
    return cast(Callable[[Session], str | bytes], getattr(import_module(module), function))


def available() -> tuple[str, ...]:
    """The formats of this version."""
    return tuple(name for name in FORMATS if name == "json" or find_spec(_RENDERERS[name][0]) is not None)


def _json(session: Session) -> str:
    from app.engine.saving import session_text
    from app.model.codec import session_to_json

    return session_text(session_to_json(session))
