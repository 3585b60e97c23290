"""The files that are sent, within what helpdesks take (facts/screens.md, section 5.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.delivery.choices import chosen, thinned
from app.model.choices import Choices
from app.model.errors import UserError
from app.model.session import Session
from app.report.redaction import Redactor
from app.report.shared import shared_text
from app.report.text import folded, render_text
from app.report.view.words import say
from app.report.visible import visible

TARGET_BYTES: Final = 3 * 1024 * 1024
MOST_BYTES: Final = 7 * 1024 * 1024
"""Base64 adds a third, so that this still fits a mail of ten megabytes."""
_TYPES: Final = {"pdf": "application/pdf", "json": "application/json", "txt": "text/plain", "wav": "audio/wav"}
DEFAULT_SUBJECT: Final = "[{ticket}] {title} - {verdict} - {code}"
NO_TICKET: Final = "{title} - {verdict} - {code}"


@dataclass(frozen=True, slots=True)
class File:
    """One attachment."""

    name: str
    data: bytes

    @property
    def type(self) -> str:
        """Its media type, by its name."""
        return _TYPES[self.name.rpartition(".")[2]]


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything that is sent, whichever way it goes."""

    address: str
    subject: str
    body: str
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        """Bytes of all attachments."""
        return sum(len(file.data) for file in self.files)


def pack(
    session: Session,
    choices: Choices,
    print_pdf: Callable[[Session, str], bytes] | None,
    extras: Mapping[str, bytes] | None = None,
) -> Parcel:
    """Choose, shorten, and keep the size. *extras*: log and voice sample, by name. Raises :class:`UserError`.

    *print_pdf* makes a PDF of a session with its JSON inside; ``None`` where Qt is missing.
    """
    wanted = chosen(session, choices)
    for made, more in ((wanted, dict(extras or {})), (wanted, {}), (thinned(wanted), {})):
        parcel = _parcel(made, choices, print_pdf, more)
        if parcel.size <= TARGET_BYTES:
            return parcel
    if parcel.size > MOST_BYTES:
        raise UserError("report_too_large", limit=MOST_BYTES // (1024 * 1024))
    return parcel


def _parcel(
    session: Session, choices: Choices, print_pdf: Callable[[Session, str], bytes] | None, extras: Mapping[str, bytes]
) -> Parcel:
    name = file_name(session)
    shared = shared_text(session)
    files = [File(f"{name}.pdf", print_pdf(session, shared))] if print_pdf else []
    files.append(File(f"{name}.json", shared.encode()))
    files += [File(f"{name}_{extra}", data) for extra, data in extras.items()]
    return Parcel(
        visible(str(session.profile.get("email") or ""), 320),
        subject_of(session),
        body_of(session, choices),
        tuple(files),
    )


def file_name(session: Session) -> str:
    """``phone-check_2026-11-20_LAMP-RIVER-GOAT-DESK``: letters, digits, dashes and one underscore only."""
    day = re.sub(r"[^0-9-]", "", session.runs[-1].started[:10]) if session.runs else ""
    words = re.sub(r"[^A-Z-]", "", "-".join(session.code.words).upper()) if session.code else ""
    return "_".join(filter(None, ("phone-check", day, words[:60])))


def subject_of(session: Session) -> str:
    """By the provider's pattern, so that the ticket system puts it where it belongs; one line, whatever is in it.

    The pattern may hold ``{ticket}``, ``{title}``, ``{verdict}`` and ``{code}``.
    """
    ticket = visible(str(session.profile.get("ticket") or ""), 60)
    own = str(session.profile.get("ticket_subject") or "")
    pattern = own or DEFAULT_SUBJECT
    if not ticket and (not own or "{ticket}" in own):
        pattern = NO_TICKET
    values = {
        "ticket": ticket,
        "title": say("report", "page", "title"),
        "verdict": _verdict(session),
        "code": " ".join(session.code.words) if session.code else "",
    }
    filled = re.sub(r"\{(ticket|title|verdict|code)\}", lambda found: values[found[1]], pattern[:200])
    return visible(filled, 200).strip(" -")


def _verdict(session: Session) -> str:
    primary = session.runs[-1].diagnosis.primary if session.runs else None
    said = say("findings", primary, "title") if primary else say("report", "headline", "untold_title")
    return said.rstrip(".")


def body_of(session: Session, choices: Choices) -> str:
    """The summary of 25 lines, and the person's own words, through the same gate."""
    notes = choices.notes.strip() if choices.my_notes else ""
    if not notes:
        return render_text(session)
    shown = "\n".join(_lines_of(notes))
    return f"{render_text(session)}\n{say('report', 'mail', 'notes')}\n{shown}\n"


def _lines_of(notes: str) -> Iterator[str]:
    redactor = Redactor()
    shown = (redactor.text(line) for line in notes[:4000].splitlines()[:60])
    return (part for line in shown for part in folded(line))


def with_address(parcel: Parcel, address: str) -> Parcel:
    """The same to another address."""
    return replace(parcel, address=address)
