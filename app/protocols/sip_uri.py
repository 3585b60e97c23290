"""SIP addresses: URIs, name-addr values and their parameters (RFC 3261 sections 19.1, 20.10 and 25.1).

Text comes from the network: every function takes any string, works in linear time and never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_HOST_PORT: Final = re.compile(r"(\[[^\]\s]*\]|[^\s:;?]*)(?:[ \t]*:[ \t]*([0-9]{1,5}))?")
_SCHEME: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_NUMBER: Final = re.compile(r"[ \t]*([0-9]{1,10})[ \t]*\Z")
_CLOSING: Final = {'"': '"', "<": ">"}


@dataclass(frozen=True, slots=True)
class SipUri:
    """A ``sip:``, ``sips:`` or ``tel:`` URI; ``user`` stays escaped, an IPv6 host has no brackets."""

    scheme: str
    user: str
    host: str
    port: int | None = None
    params: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        at = f"{self.user}@" if self.user and host else self.user
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}:{at}{host}{port}" + join_params(self.params)


@dataclass(frozen=True, slots=True)
class NameAddress:
    """The value of a From, To, Contact, Route or Record-Route header: display name, URI text, header parameters."""

    display: str
    uri_text: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def uri(self) -> SipUri | None:
        """The URI, or ``None`` when it is of another scheme or unreadable."""
        return parse_uri(self.uri_text)

    @property
    def tag(self) -> str | None:
        """The ``tag`` parameter (RFC 3261 section 19.3)."""
        return self.params.get("tag")


def parse_uri(text: str) -> SipUri | None:
    """Read a SIP or telephone URI; ``None`` when *text* is neither."""
    found = _SCHEME.match(text)
    scheme = found.group(1).lower() if found else ""
    if found is None or scheme not in {"sip", "sips", "tel"}:
        return None
    rest = text[found.end() :].strip()
    if scheme == "tel":
        number, _, params = rest.partition(";")
        return SipUri(scheme, number, "", None, parse_params(params))
    user, _, place = rest.rpartition("@")
    address = parse_host_port(place)
    if address is None or not address[0]:
        return None
    params = place[address[2] :].partition("?")[0]
    return SipUri(scheme, user, address[0], address[1], parse_params(params))


def parse_host_port(text: str) -> tuple[str, int | None, int] | None:
    """Read ``host``, ``host:port`` or ``[v6]:port`` at the start of *text*: host, port, and where it ended.

    ``None`` when a port is above 65535.
    """
    found = _HOST_PORT.match(text)
    if found is None:
        return None
    host, port = found.group(1).strip("[]"), found.group(2)
    if port is not None and int(port) > 65535:
        return None
    return host, None if port is None else int(port), found.end()


def parse_address(text: str) -> NameAddress:
    """Read ``"Name" <uri>;params`` or the short form ``uri;params`` (RFC 3261 section 20.10)."""
    opened = find_outside_quotes(text, "<")
    if opened < 0:
        uri, _, params = text.strip().partition(";")
        return NameAddress("", uri.strip(), parse_params(params))
    closed = text.find(">", opened)
    end = len(text) if closed < 0 else closed
    return NameAddress(unquote(text[:opened]), text[opened + 1 : end].strip(), parse_params(text[end + 1 :]))


def parse_params(text: str) -> dict[str, str]:
    """Read ``;name=value;flag``: names in lower case, quotes taken off, the first of equal names wins."""
    params: dict[str, str] = {}
    for part in split_outside_quotes(text, ";"):
        name, _, value = part.partition("=")
        if name.strip():
            params.setdefault(name.strip().lower(), unquote(value))
    return params


def join_params(params: dict[str, str]) -> str:
    """The reverse of :func:`parse_params` for values that need no quotes."""
    return "".join(f";{name}={value}" if value else f";{name}" for name, value in params.items())


def unquote(text: str) -> str:
    """Take a quoted string's quotes and backslashes off; other text is only stripped."""
    text = text.strip()
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def parse_number(text: str | None) -> int | None:
    """An unsigned number of at most ten digits, or ``None``."""
    found = _NUMBER.match(text) if text is not None else None
    return int(found.group(1)) if found else None


def split_outside_quotes(text: str, separator: str) -> list[str]:
    """Split at *separator* where it stands neither in a quoted string nor in angle brackets; parts are stripped."""
    if separator not in text:
        return [text.strip()] if text.strip() else []
    if not _opens_group(text):  # nearly always, and many times faster
        return [part.strip() for part in text.split(separator) if part.strip()]
    parts, start = [], 0
    for position, character in _outside(text):
        if character == separator:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def find_outside_quotes(text: str, wanted: str) -> int:
    """The first place of *wanted* that is not in a quoted string, or -1."""
    place = text.find(wanted)
    if place < 0 or not _opens_group(text[:place]):
        return place
    return next((position for position, character in _outside(text) if character == wanted), -1)


def _opens_group(text: str) -> bool:
    return any(opening in text for opening in _CLOSING)


def _outside(text: str) -> Iterator[tuple[int, str]]:
    """The characters outside groups, and the opening one of each; a group never closed reaches to the end."""
    closing, escaped = "", False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif not closing:
            yield position, character
            closing = _CLOSING.get(character, "")
        elif character == closing:
            closing = ""
        else:
            escaped = closing == '"' and character == "\\"
