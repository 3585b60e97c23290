"""What loggers and capture tools put around SIP text, taken off again. Never raises; plain messages pass untouched.

tcpdump writes the bytes of the packet's head in front of the start line, syslog a time in front of every line, ngrep a
dot for every carriage return, programs an escape for every line end. Inside the messages nothing is changed.
"""

from __future__ import annotations

import re
from typing import Final

_METHODS: Final = rb"INVITE|ACK|BYE|CANCEL|OPTIONS|REGISTER|PRACK|SUBSCRIBE|NOTIFY|PUBLISH|INFO|REFER|MESSAGE|UPDATE"
_INSIDE: Final = re.compile(
    rb"(?:(?:" + _METHODS + rb")[ \t]+(?:sips?|tel):[^\s]{1,2000}[ \t]+SIP/2\.0|SIP/2\.0[ \t]+[1-6]\d\d(?: [^\r\n]*)?)"
    rb"[ \t]*\r?\Z"
)
_HEADER: Final = re.compile(rb"[A-Za-z][A-Za-z-]{0,40}[ \t]*:")
_MARGIN: Final = re.compile(rb"[ \t>|]*\Z")
_ESCAPED: Final = re.compile(rb"SIP/2\.0[^\r\n]{0,200}?\\r?\\n")
_ESCAPES: Final = (
    (b"\\r\\n", b"\r\n"),
    (b"\\n", b"\n"),
    (b"\\r", b""),
    (b'\\"', b'"'),
    (b"\\t", b"\t"),
    (b"\\/", b"/"),
)
_DIGIT: Final = re.compile(rb"\d")
_AFTERWARDS: Final = re.compile(
    rb"-{3,}|--end msg--|={3,}|\*{3,}|#{3,}|<-{2,}|\[?\d{4}[-/]\d\d[-/]\d\d|\[?\d\d:\d\d:\d\d|\[[A-Z][a-z]{2} +\d|"
    rb"[A-Z][a-z]{2} +\d{1,2} \d\d:|[UT] \d|[\"'}]+[,;)]*\s*\Z"
)
"""How a line begins that no longer belongs to a message: a rule, a time, the end of a quotation."""
MOST_PREFIX: Final = 400
LONGEST_LINE: Final = 8192
"""Bytes; a longer line is no start line."""


def uncovered(text: bytes) -> bytes:
    """*text* with every start line at the beginning of a line, and the lines of its message as they were."""
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    if _ESCAPED.search(text):
        for escape, meant in _ESCAPES:
            text = text.replace(escape, meant)
    lines, done = text.split(b"\n"), 0
    for place, line in enumerate(lines[:-1]):
        if place >= done and b"SIP/2.0" in line and len(line) <= LONGEST_LINE:
            done = _bared(lines, place)
    return b"\n".join(lines)


def _bared(lines: list[bytes], place: int) -> int:
    """Lay the message bare that begins at *place*, if one does; the number of the line behind what was changed."""
    end, line = place, lines[place]
    if line.endswith(b".") and lines[place + 1].endswith(b".") and _INSIDE.search(line[:-1]):
        end = _without_dots(lines, place)
    found = _INSIDE.search(lines[place])
    if found is None or found.start() > MOST_PREFIX or _MARGIN.match(lines[place][: found.start()]):
        return end
    return max(end, _without_prefix(lines, place, found.start()))


def ends_here(line: bytes) -> bool:
    """Whether *line* is of the log again, and not of the message."""
    return bool(_AFTERWARDS.match(line))


def _without_prefix(lines: list[bytes], place: int, size: int) -> int:
    """Take off what stands before a start line; before all lines of the message, where it stands there too."""
    prefix, line = lines[place][:size], lines[place]
    if _HEADER.match(lines[place + 1]):
        lines[place] = line[size:]
        return place
    shape = _shape(prefix)
    if _shape(lines[place + 1][:size]) != shape or not _HEADER.match(lines[place + 1][size:]):
        return place
    for number in range(place, len(lines)):
        head, rest = lines[number][:size], lines[number][size:]
        if _shape(head) != shape and _shape(head.rstrip()) != shape.rstrip():
            return number
        lines[number] = rest
    return len(lines)


def _without_dots(lines: list[bytes], place: int) -> int:
    """Take off the dot that stands for a carriage return, as far as every line has one."""
    for number in range(place, len(lines)):
        if not lines[number].endswith(b"."):
            return number
        lines[number] = lines[number][:-1]
    return len(lines)


def _shape(prefix: bytes) -> bytes:
    """A prefix without its time and its numbers."""
    return _DIGIT.sub(b"0", prefix)
