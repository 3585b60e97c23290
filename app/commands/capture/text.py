"""SIP messages out of text: a saved message, a log, a reassembled TCP stream. Never raises.

Editors end lines with LF alone, add or lose the last line end, put a byte order mark in front and indent; none of that
was on the wire, so it is undone. What stands inside the messages is left exactly as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from app.commands.capture.logs import ends_here, uncovered
from app.protocols.sip import parse_message
from app.protocols.sip_uri import parse_number

MAX_MESSAGES: Final = 2000

_START: Final = re.compile(
    rb"^([ \t>|]{0,40})"
    rb"(?:[A-Z]{2,20}[ \t]+[^\s]{1,2000}[ \t]+SIP/2\.0|SIP/2\.0[ \t]+[1-6]\d\d(?:[ \t][^\r\n]*)?)[ \t]*\r?$",
    re.MULTILINE,
)
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_SDP_LINE: Final = re.compile(rb"[a-z]=")
_BLANKS_ONLY: Final = re.compile(rb"\n[ \t]+\r?\n")
_LONE_FEED: Final = re.compile(rb"(?<!\r)\n")
_TRAILING: Final = re.compile(rb"[ \t]+(?=\r?$)", re.MULTILINE)
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def read_text(data: bytes) -> list[bytes]:
    """The messages of a text file as they were on the wire."""
    text = _on_the_wire(uncovered(_decoded(data)))
    messages = list(split_messages(text))
    first = _START.search(text)
    if first is None or len(messages) != 1:
        return messages
    return [_without_spare_lines(text[first.start() :])]


def split_messages(data: bytes) -> Iterator[bytes]:
    """The messages of a text or a stream: from each start line as far as Content-Length, or to the next start line."""
    starts = [match.start() for match in _START.finditer(data)]
    end = count = 0
    for place, start in enumerate(starts):
        if start < end:
            continue  # inside the body of the message before it
        following = starts[place + 1] if place + 1 < len(starts) else len(data)
        end = _end_of(data, start, following)
        yield data[start:end]
        count += 1
        if count == MAX_MESSAGES:
            return


def _end_of(data: bytes, start: int, following: int) -> int:
    """Where the message that begins at *start* ends."""
    blank = _BLANK.search(data, start, following)
    if blank is None:
        return following
    stated = parse_number(parse_message(data[start : blank.end()]).get("content-length"))
    return following if stated is None else min(blank.end() + stated, len(data))


def _decoded(data: bytes) -> bytes:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode("utf-8")
    return data


def _on_the_wire(text: bytes) -> bytes:
    """Indentation of the whole message taken off, and CRLF where the file has LF only."""
    first = _START.search(text)
    if first is not None and first[1]:
        indent = re.escape(first[1])
        text = re.sub(rb"^(?:%s|%s)" % (indent, re.escape(first[1].rstrip())), b"", text, flags=re.MULTILINE)
    if first is not None and not _BLANK.search(text, first.end()) and _BLANKS_ONLY.search(text, first.end()):
        text = _TRAILING.sub(b"", text)  # copied from a page that fills its lines up
    start = _START.search(text)
    return text if start is not None and start[0].endswith(b"\r") else _LONE_FEED.sub(b"\r\n", text)


def _without_spare_lines(message: bytes) -> bytes:
    """A single message without what an editor or a log left behind its body."""
    head, blank, body = message.partition(b"\r\n\r\n")
    stated = parse_number(parse_message(head + blank).get("content-length"))
    if stated is not None and (len(body) <= stated or _is_whole(body, stated)):
        return head + blank + body[:stated]
    return head + blank + _without_log(body)


def _is_whole(body: bytes, stated: int) -> bool:
    """Whether a body of *stated* bytes ends with a line, and nothing that could be its next line follows."""
    rest = body[stated:]
    return not rest.strip() or (body[:stated][-2:] in {b"", b"\r\n"} and not _SDP_LINE.match(rest))


def _without_log(body: bytes) -> bytes:
    """The body as far as the line that is of the log again."""
    kept = takewhile(lambda line: not ends_here(line), body.splitlines(keepends=True))
    return b"".join(kept)
