"""Bodies of two copies and the Content-Length that goes with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from app.diagnosis.comparison.change import Change, MeaningId
from app.diagnosis.comparison.places import hosts_of, substitutions
from app.diagnosis.comparison.sdp_lines import compare_sdp
from app.protocols.sip import SipMessage
from app.protocols.sip_uri import parse_number

_LINE_END: Final = re.compile(r"\r\n|\r")
_HAS_SDP: Final = re.compile(r"^(?:v=\d|c=IN |m=\w+ \d)", re.MULTILINE)


def rest_of(message: SipMessage) -> bytes:
    """Everything after the headers, whatever Content-Length says."""
    return message.body + message.trailing


def body_text(message: SipMessage) -> str:
    """The body as text with one kind of line end, and none at its close: editors and copies change those."""
    return _LINE_END.sub("\n", rest_of(message).decode("latin-1")).rstrip("\n")


def compare_bodies(before: SipMessage, after: SipMessage) -> Iterator[Change]:
    """Every difference of the bodies: SDP line by line, other bodies as one field."""
    old, new = body_text(before), body_text(after)
    if old == new:
        return
    if old.startswith(new):
        yield Change("body", old, new or None, "body_cut")
    elif _HAS_SDP.search(old) and _HAS_SDP.search(new):
        yield from compare_sdp(old, new)
    else:
        yield Change("body", old or None, new, _meaning(old, new))


def compare_lengths(before: SipMessage, after: SipMessage) -> Iterator[Change]:
    """What Content-Length says in both copies, and whether it fits the body each time."""
    old, new = before.get("content-length"), after.get("content-length")
    if new is None or (old is None and fits(after)):
        if old is not None or new is not None:
            yield Change("content-length", old, new, "header_removed" if new is None else "header_added")
        return
    if fits(before) and not fits(after) and body_text(after):
        yield Change("content-length", old, new, "content_length_wrong")
    elif old is None or parse_number(old) != parse_number(new):
        same = body_text(before) == body_text(after) and fits(after)
        yield Change("content-length", old, new, "spelling" if same else "content_length_follows")
    elif _line(before) != _line(after):
        yield Change("content-length", _line(before), _line(after), "spelling")


def fits(message: SipMessage) -> bool:
    """Whether the stated length is that of the body; final line ends that an editor added or lost are forgiven."""
    stated = parse_number(message.get("content-length"))
    rest = rest_of(message)
    on_the_wire = rest if b"\r\n" in rest else rest.replace(b"\n", b"\r\n")  # a text file ends lines in LF alone
    return stated is not None and (_fits(stated, rest) or _fits(stated, on_the_wire))


def _fits(stated: int, rest: bytes) -> bool:
    missing = 0 if rest.endswith(b"\n") or not rest else 2
    return len(rest.rstrip(b"\r\n")) <= stated <= len(rest) or stated == len(rest) + missing


def _meaning(before: str, after: str) -> MeaningId:
    moved = hosts_of(before) - hosts_of(after) and hosts_of(after) - hosts_of(before)
    return "other_address" if substitutions(before, after) or moved else "body_text"


def _line(message: SipMessage) -> str:
    lines = (header.raw for header in message.headers if header.key == "content-length")
    return next(lines, b"").decode("latin-1")
