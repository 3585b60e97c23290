"""Writing SIP requests and responses (RFC 3261 sections 8 and 18, RFC 3581).

Line breaks and NULs in values become spaces, so that no value can add a header. Header text that came out of
:mod:`app.protocols.sip` goes back as the same bytes; other text outside Latin-1 goes as UTF-8.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from typing import Final

from app.model.endpoint import Endpoint
from app.protocols.sip import Header, SipMessage, parse_via
from app.protocols.sip_uri import parse_address, split_outside_quotes

MAGIC_COOKIE: Final = "z9hG4bK"
"""What every branch of RFC 3261 begins with (section 8.1.1.7)."""
MAX_FORWARDS: Final = 70

_UNSAFE: Final = re.compile(r"[\r\n\0]+")
_COPIED: Final = ("from", "to", "call-id", "cseq", "record-route", "timestamp")
_NAMES: Final = {
    "from": "From",
    "to": "To",
    "call-id": "Call-ID",
    "cseq": "CSeq",
    "record-route": "Record-Route",
    "timestamp": "Timestamp",
}
ExtraHeaders = Sequence[tuple[str, str]]


def new_branch() -> str:
    """A branch that names a transaction (RFC 3261 section 8.1.1.7)."""
    return MAGIC_COOKIE + secrets.token_hex(8)


def new_tag() -> str:
    """A From or To tag (RFC 3261 section 19.3)."""
    return secrets.token_hex(6)


def new_call_id() -> str:
    """A Call-ID that tells nothing about this computer."""
    return secrets.token_hex(12)


def via_value(transport: str, local: Endpoint, branch: str) -> str:
    """A Via value for a request sent from *local*, asking for ``rport`` (RFC 3581)."""
    return f"SIP/2.0/{transport.upper()} {local};branch={branch};rport"


def build_request(
    method: str,
    uri: str,
    *,
    via: str | Sequence[str],
    from_: str,
    to: str,
    call_id: str,
    cseq: int,
    contact: str | None = None,
    extra: ExtraHeaders = (),
    body: bytes = b"",
    content_type: str | None = None,
) -> bytes:
    """Write a request; Max-Forwards is 70 unless *extra* has one, Content-Length is always right."""
    headers = [("Via", value) for value in ([via] if isinstance(via, str) else via)]
    if not any(name.lower() == "max-forwards" for name, _ in extra):
        headers.append(("Max-Forwards", str(MAX_FORWARDS)))
    headers += [("From", from_), ("To", to), ("Call-ID", call_id), ("CSeq", f"{cseq} {method}")]
    headers += [("Contact", contact)] if contact else []
    return _assemble(f"{method} {uri} SIP/2.0", [*headers, *extra], body, content_type)


def build_response(
    request: SipMessage,
    status: int,
    phrase: str,
    *,
    source: Endpoint | None,
    to_tag: str | None = None,
    contact: str | None = None,
    extra: ExtraHeaders = (),
    body: bytes = b"",
    content_type: str | None = None,
) -> bytes:
    """Answer *request* (RFC 3261 section 8.2.6).

    *source* is where the request came from as this side believes; the top Via then gets ``received`` when its host
    differs or ``rport`` was asked for, and ``rport`` only when asked for (RFC 3581 section 4). ``None`` adds nothing.
    *to_tag* is added when the To of the request has none.
    """
    headers = [*_response_vias(request, source), *_copied(request, to_tag)]
    headers += [("Contact", contact)] if contact else []
    return _assemble(f"SIP/2.0 {status} {phrase}", [*headers, *extra], body, content_type)


def _response_vias(request: SipMessage, source: Endpoint | None) -> Iterable[tuple[str, str]]:
    values = list(request.all("via"))
    if values and source is not None:
        values[0] = stamp_via(values[0], source)
    return [("Via", value) for value in values]


def stamp_via(value: str, source: Endpoint) -> str:
    """A Via value with the ``received`` and ``rport`` that a server adds on receipt; unreadable values stay."""
    via = parse_via(value)
    if via is None:
        return value
    parts = split_outside_quotes(value, ";")
    kept = [part for part in parts[1:] if part.partition("=")[0].strip().lower() not in {"received", "rport"}]
    if "rport" in via.params:
        kept += [f"received={source.host}", f"rport={source.port}"]
    elif via.host != source.host:
        kept.append(f"received={source.host}")
    return ";".join([parts[0], *kept])


def _copied(request: SipMessage, to_tag: str | None) -> list[tuple[str, str]]:
    copied = []
    for header in request.headers:
        if header.key in _COPIED:
            copied.append((_NAMES[header.key], _with_tag(header, to_tag)))
    return copied


def _with_tag(header: Header, to_tag: str | None) -> str:
    if header.key != "to" or to_tag is None or parse_address(header.value).tag is not None:
        return header.value
    return f"{header.value};tag={to_tag}"


def _assemble(start_line: str, headers: ExtraHeaders, body: bytes, content_type: str | None) -> bytes:
    lines = [start_line, *(f"{name}: {value}" for name, value in headers)]
    lines += [f"Content-Type: {content_type}"] if content_type else []
    lines.append(f"Content-Length: {len(body)}")
    return b"\r\n".join(_encode(line) for line in lines) + b"\r\n\r\n" + body


def _encode(line: str) -> bytes:
    line = _UNSAFE.sub(" ", line)
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "replace")
