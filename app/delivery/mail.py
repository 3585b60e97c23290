"""The mail of a session as a draft file, as ``callmend report --format eml`` writes it."""

from __future__ import annotations

from app.delivery.draft import draft_of
from app.delivery.parcel import pack
from app.delivery.sending import pdf_printer
from app.model.choices import Choices
from app.model.session import Session


def render_eml(session: Session) -> bytes:
    """Subject, summary, PDF where Qt is installed, and JSON."""
    return draft_of(pack(session, Choices(), pdf_printer()))
