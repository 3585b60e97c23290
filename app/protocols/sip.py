"""Reading SIP messages (RFC 3261 section 7): any bytes in, a message out, never an exception.

Text in a message is Latin-1: one character is one byte, so that everything converts back exactly.
What is wrong with a message is told in ``problems`` by stable names; nothing is repaired silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from app.protocols.sip_headers import COMPACT_FORMS as COMPACT_FORMS
from app.protocols.sip_headers import LIST_HEADERS, header_key
from app.protocols.sip_uri import (
    NameAddress,
    parse_address,
    parse_host_port,
    parse_number,
    parse_params,
    split_outside_quotes,
)
from app.protocols.sip_uri import SipUri as SipUri
from app.protocols.sip_uri import parse_uri as parse_uri

MAX_HEAD: Final = 65_536
"""Bytes of start line and headers that are read; a larger head is cut, with a problem."""
MAX_HEADERS: Final = 512
KEPT: Final = 512
"""Messages that are remembered as read: rules read those of a run again after each of its measurements."""
KEPT_SIZE: Final = 4096
"""Bytes; a larger message is read each time, so that a flood of them fills no memory."""

_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")
_LINE: Final = re.compile(rb"[^\n]*\n?")
_STATUS: Final = re.compile(r"SIP/([0-9]{1,3}\.[0-9]{1,3})[ \t]+([0-9]{3})(?:[ \t]+(.*))?\Z", re.I | re.S)
_VERSION: Final = re.compile(r"SIP/([0-9]{1,3}\.[0-9]{1,3})\Z", re.I)
_TOKEN: Final = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+\Z")
_VIA: Final = re.compile(r"\s*[^\s/]+\s*/\s*[^\s/]+\s*/\s*([^\s;/]+)\s+")


@dataclass(frozen=True, slots=True)
class Header:
    """One header line: name as received, its full lower-case name, the unfolded value, and the bytes it came in."""

    name: str
    key: str
    value: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Via:
    """One Via value (RFC 3261 section 20.42). ``port`` is ``None`` where none is written."""

    transport: str
    host: str
    port: int | None
    params: dict[str, str]

    @property
    def received(self) -> str | None:
        """The source address that the next hop wrote, without brackets."""
        value = self.params.get("received")
        return value.strip("[]") if value else None

    @property
    def rport(self) -> int | None:
        """The source port that the next hop wrote (RFC 3581); ``None`` when absent or not yet filled in."""
        return parse_number(self.params.get("rport"))

    @property
    def branch(self) -> str:
        """The transaction's name, or an empty text."""
        return self.params.get("branch", "")


@dataclass(frozen=True, slots=True)
class SipMessage:
    """A SIP request, a SIP response, or bytes that are neither (``method`` and ``status`` both absent).

    ``body`` ends where Content-Length says; what follows it is ``trailing``.
    """

    raw: bytes
    start_line: str = ""
    method: str = ""
    request_uri: str = ""
    version: str = ""
    status: int | None = None
    phrase: str = ""
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    trailing: bytes = b""
    problems: tuple[str, ...] = field(default=())

    @property
    def is_request(self) -> bool:
        """Whether a request line was read."""
        return bool(self.method)

    @property
    def is_response(self) -> bool:
        """Whether a status line was read."""
        return self.status is not None

    def get(self, name: str) -> str | None:
        """The first value line of a header, by full or compact name in any case."""
        key = header_key(name)
        return next((header.value for header in self.headers if header.key == key), None)

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a header in order; comma lists are split where RFC 3261 allows lists."""
        key = header_key(name)
        lines = [header.value for header in self.headers if header.key == key]
        if key not in LIST_HEADERS:
            return tuple(lines)
        return tuple(value for line in lines for value in split_outside_quotes(line, ","))

    @property
    def vias(self) -> tuple[Via, ...]:
        """All readable Via values, the last sender first."""
        return tuple(via for via in map(parse_via, self.all("via")) if via is not None)

    @property
    def top_via(self) -> Via | None:
        """The first Via, ``None`` when it is missing or unreadable."""
        first = self.all("via")[:1]
        return parse_via(first[0]) if first else None

    @property
    def from_(self) -> NameAddress | None:
        """The From value."""
        return self.address("from")

    @property
    def to(self) -> NameAddress | None:
        """The To value."""
        return self.address("to")

    @property
    def contact(self) -> NameAddress | None:
        """The first Contact value."""
        return self.address("contact")

    @property
    def call_id(self) -> str:
        """The Call-ID, or an empty text."""
        return self.get("call-id") or ""

    @property
    def cseq(self) -> tuple[int, str] | None:
        """Sequence number and method, ``None`` when missing or unreadable."""
        parts = (self.get("cseq") or "").split(None, 1)
        number = parse_number(parts[0]) if len(parts) == 2 else None
        return None if number is None or number > 0xFFFFFFFF else (number, parts[1].strip())

    def address(self, name: str) -> NameAddress | None:
        """The first value of a header that holds an address."""
        first = self.all(name)[:1]
        return parse_address(first[0]) if first else None


def parse_message(data: bytes) -> SipMessage:
    """Read one whole message, as a datagram or a framed stream gives it. Never raises."""
    return _read_again(bytes(data)) if len(data) <= KEPT_SIZE else _read(data)


def _read(data: bytes) -> SipMessage:
    problems: list[str] = []
    head, rest = _split_head(data, problems)
    lines = [line for line in _LINE.findall(head) if line]
    start_line = lines[0].rstrip(b"\r\n").decode("latin-1") if lines else ""
    method, uri, version, status, phrase = _parse_start_line(start_line, problems)
    headers = _parse_headers(lines[1:], problems)
    body, trailing = _split_body(headers, rest, problems)
    return SipMessage(
        data, start_line, method, uri, version, status, phrase, headers, body, trailing, tuple(dict.fromkeys(problems))
    )


_read_again = lru_cache(KEPT)(_read)


def parse_via(text: str) -> Via | None:
    """Read one Via value; ``None`` when it has no readable transport or host."""
    found = _VIA.match(text)
    place = text[found.end() :] if found else ""
    address = parse_host_port(place)
    if found is None or address is None or not address[0]:
        return None
    host, port, end = address
    return Via(found.group(1).upper(), host, port, parse_params(place[end:]))


def _split_head(data: bytes, problems: list[str]) -> tuple[bytes, bytes]:
    """Head and the bytes after the blank line; empty lines before the start line are ignored (RFC 3261 7.5)."""
    start = len(data) - len(data.lstrip(b"\r\n"))
    found = _END_OF_HEAD.search(data, start)
    if found is None:
        problems.append("no_end_of_headers")
    head = data[start : found.start() if found else len(data)]
    if len(head) > MAX_HEAD:
        problems.append("head_too_long")
    return head[:MAX_HEAD], data[found.end() :] if found else b""


def _parse_start_line(line: str, problems: list[str]) -> tuple[str, str, str, int | None, str]:
    """Method, URI, version, status and phrase; all empty when the line is neither kind."""
    found = _STATUS.match(line)
    if found:
        return "", "", found.group(1), int(found.group(2)), found.group(3) or ""
    words = line.split()
    version = _VERSION.match(words[-1]) if len(words) >= 2 else None
    if len(words) < 2 or version is None or not _TOKEN.match(words[0]):
        problems.append("start_line_unreadable")
        return "", "", "", None, ""
    uri = " ".join(words[1:-1])
    if line != f"{words[0]} {uri} {words[-1]}" or len(words) != 3:
        problems.append("start_line_spacing")
    return words[0], uri, version.group(1), None, ""


def _parse_headers(lines: list[bytes], problems: list[str]) -> tuple[Header, ...]:
    headers: list[Header] = []
    for raw in _unfold(lines):
        if len(headers) == MAX_HEADERS:
            problems.append("too_many_headers")
            break
        name, colon, value = raw.partition(b":")
        if not colon or not name.strip():
            problems.append("header_without_colon")
        text = name.strip().decode("latin-1") if colon else ""
        unfolded = re.sub(rb"\r?\n[ \t]*", b" ", value if colon else raw).strip()
        headers.append(Header(text, header_key(text), unfolded.decode("latin-1"), raw))
    return tuple(headers)


def _unfold(lines: list[bytes]) -> list[bytes]:
    """Join a line that begins with white space to the one before it (RFC 3261 7.3.1), keeping every byte between."""
    groups: list[list[bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and groups:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [b"".join(group).rstrip(b"\r\n") for group in groups]


def _split_body(headers: tuple[Header, ...], rest: bytes, problems: list[str]) -> tuple[bytes, bytes]:
    stated = [header.value for header in headers if header.key == "content-length"]
    if not stated:
        return rest, b""
    length = parse_number(stated[0])
    if length is None or len(set(stated)) > 1:
        problems.append("content_length_unreadable" if length is None else "content_length_contradicts")
        return rest, b""
    if length != len(rest):
        problems.append("body_shorter_than_stated" if length > len(rest) else "body_longer_than_stated")
    return rest[:length], rest[length:]
