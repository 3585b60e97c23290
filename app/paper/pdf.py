"""The PDF of a session: pages by Qt, then bookmarks, and the session's JSON as an attachment."""

from __future__ import annotations

import io
import os
import sys

from app.model.errors import UserError
from app.model.session import Session


def render_pdf(session: Session, attachment: str | None = None) -> bytes:
    """The report on paper, with *attachment* (JSON text) inside, by default what may be shared of the session.

    Raises :class:`UserError` where Qt is not installed: every other format does without.
    """
    try:
        import PySide6.QtSvg  # noqa: F401 - asked for here, so that its absence is one clear line
    except ImportError:
        raise UserError("format_needs_qt", format="pdf") from None
    from app.report.shared import shared_text

    _application()
    return _finished(session, shared_text(session) if attachment is None else attachment)


def _application() -> None:
    """Qt lays out text only with an application object. Without a screen it uses none."""
    from PySide6.QtGui import QGuiApplication

    if QGuiApplication.instance() is None:
        if sys.platform.startswith("linux"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _kept.append(QGuiApplication([]))


_kept: list[object] = []
"""Python would take the application down with its last name."""


def _finished(session: Session, attachment: str) -> bytes:
    from app.paper.outline import with_outline
    from app.paper.owner import page_one
    from app.paper.sheet import BOTTOM, TOP, bookmarks, paginate, print_pages
    from app.paper.support import support_pages
    from app.report.view import build_view
    from app.report.view.words import say

    view = build_view(session)
    first, left_over = page_one(view, BOTTOM - TOP)
    pages = paginate([*first, *support_pages(view, left_over)])
    title = f"{say('report', 'page', 'title')}: {view.headline.title}"
    foot = "   ".join(filter(None, (view.provider, " ".join(session.code.words) if session.code else "", view.date)))
    printed = print_pages(pages, title, foot, say("report", "page", "number", page="{page}", pages="{pages}"))
    return with_outline(io.BytesIO(printed), bookmarks(pages), {"session.json": attachment.encode()})
