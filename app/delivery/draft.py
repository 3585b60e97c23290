"""A mail as a draft in a file: every line ended by CRLF, and ``X-Unsent`` so that mail programs open it for sending."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from app.delivery.parcel import Parcel

LONGEST_HEADER: Final = 400
"""A subject in one line: some mail programs show the fold."""


def draft_of(parcel: Parcel) -> bytes:
    """The ``.eml`` file (RFC 5322, MIME). It has no sender and no date: the mail program that sends it knows both."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if address := plain_address(parcel.address):
        message["To"] = address
    message["Subject"] = parcel.subject
    message.set_content(parcel.body, cte="quoted-printable")
    for file in parcel.files:
        kind, _, sub = file.type.partition("/")
        message.add_attachment(file.data, maintype=kind, subtype=sub, filename=file.name)
    return message.as_bytes(policy=SMTP.clone(max_line_length=LONGEST_HEADER))


def plain_address(text: str) -> str:
    """The one address in *text*; empty when it is none, so that nothing else gets into a header or a command."""
    stripped = text.strip()
    if not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}", stripped):
        return ""
    if stripped.startswith("-"):
        return ""
    try:
        return Address(addr_spec=stripped).addr_spec
    except (MessageError, ValueError):
        return ""
