"""The bytes of an HTTP answer, however broken, taken apart (RFC 9112, read as leniently as browsers do)."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import urljoin, urlsplit

MOST_HEADERS: Final = 100
MOST_TEXT: Final = 200
"""Characters kept of a title, a realm, a server's name."""
SEARCHED: Final = 64 * 1024
"""Bytes of a page in which title, realm and redirect are looked for."""
_STATUS: Final = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})")
_TITLE: Final = re.compile(r"<title[^<>]{0,200}>([^<]{0,400})", re.IGNORECASE)
_REALM: Final = re.compile(r'realm\s*=\s*(?:"([^"]{0,400})|([^\s,"]{1,400}))', re.IGNORECASE)
_REFRESH: Final = re.compile(
    r"<meta[^<>]{0,80}http-equiv\s*=\s*[\"']?refresh[^<>]{0,80}?url\s*=\s*[\"']?([^\"'<>\s]{1,500})", re.IGNORECASE
)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?(gb2312|gbk|gb18030|big5|iso-8859-1|windows-1252)", re.IGNORECASE)


def parse_answer(raw: bytes) -> tuple[int | None, dict[str, str], bytes]:
    """Status, headers and body; a server that sends its page without any head gives ``None`` and no headers."""
    found = _STATUS.match(raw)
    if found is None:
        return None, {}, raw
    head, _, body = _halves(raw)
    headers: dict[str, str] = {}
    for line in head.splitlines()[1 : MOST_HEADERS + 1]:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            headers.setdefault(name.strip().casefold(), value.strip())
    if headers.get("transfer-encoding", "").casefold() == "chunked":
        body = _joined(body)
    return int(found[1]), headers, body


def _halves(raw: bytes) -> tuple[bytes, bytes, bytes]:
    strict, loose = raw.find(b"\r\n\r\n"), raw.find(b"\n\n")
    if strict < 0 or 0 <= loose < strict:
        return raw.partition(b"\n\n")
    return raw.partition(b"\r\n\r\n")


def _joined(body: bytes) -> bytes:
    """The chunks of *body* in one piece; from the first one that makes no sense, all the rest as it is."""
    pieces, at = [], 0
    while at < len(body):
        line_end = body.find(b"\r\n", at, at + 40)
        size = body[at:line_end].partition(b";")[0].strip() if line_end >= 0 else b""
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            pieces.append(body[at:])
            break
        length = int(size, 16)
        if not length:
            break
        pieces.append(body[line_end + 2 : line_end + 2 + length])
        at = line_end + 2 + length + 2
    return b"".join(pieces)


def page_text(headers: dict[str, str], body: bytes) -> str:
    """The searched part of a page as text, in the character set it claims among the few that occur."""
    start = body[:SEARCHED]
    claimed = _CHARSET.search(headers.get("content-type", "")[:200] + start[:1024].decode("latin-1"))
    return start.decode(claimed[1] if claimed else "utf-8", "replace")


def title_of(text: str) -> str:
    """The page's title, on one line."""
    found = _TITLE.search(text)
    return one_line(html.unescape(found[1])) if found else ""


def untitled(text: str) -> str:
    """The page without its title."""
    return _TITLE.sub("", text, count=1)


def realm_of(headers: dict[str, str]) -> str:
    """What the server says it wants a password for (RFC 7617)."""
    found = _REALM.search(headers.get("www-authenticate", "")[:2000])
    return one_line(found[1] or found[2] or "") if found else ""


def one_line(text: str) -> str:
    """Printable, without surplus space, bounded."""
    shown = "".join(char if char.isprintable() else " " for char in text[: 4 * MOST_TEXT])
    return " ".join(shown.split())[:MOST_TEXT]


def forward_of(headers: dict[str, str], status: int | None, text: str) -> str:
    """Where the answer sends a browser: a ``Location`` of a 3xx, or a page that refreshes to another; else empty."""
    if status is not None and 300 <= status < 400:
        return headers.get("location", "")[:1000]
    found = _REFRESH.search(text)
    return html.unescape(found[1]) if found else ""


def target_of(base: str, forward: str) -> tuple[str, str, int | None, str] | None:
    """Scheme, host, port and path that *forward*, met on the page *base*, leads to; ``None`` when it makes no sense."""
    try:
        parts = urlsplit(urljoin(base, forward.strip()))
        port = parts.port
    except ValueError:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    plain = path.isascii() and path.isprintable() and " " not in path and len(path) <= 1000
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        return None
    return parts.scheme, parts.hostname, port, path
