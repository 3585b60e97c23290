"""One side of a comparison: the SIP messages of a file, whatever kind of file it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.commands.capture.frames import UDP, Segment, read_segments
from app.commands.capture.pcap import is_capture, read_packets
from app.commands.capture.streams import read_runs
from app.commands.capture.text import read_text, split_messages
from app.diagnosis.comparison.sides import MAX_MESSAGES, Captured
from app.engine.files import read_bounded
from app.model.errors import UserError
from app.protocols.sip import parse_message

MAX_FILE: Final = 64 * 1024 * 1024
_SIP: Final = re.compile(rb"(?:\r\n)*(?:[A-Z]{2,20}[ \t]+[^\r\n]{1,4000}[ \t]+SIP/2\.0[ \t]*\r?\n|SIP/2\.0[ \t]+\d{3})")

_UNFINISHED: Final = {"no_end_of_headers", "body_shorter_than_stated"}
"""Problems of a message whose end lies in a gap of the capture."""


def read_side(path: Path) -> list[Captured]:
    """The messages of *path*; raises :class:`UserError` when it cannot be read or holds none."""
    data = read_bounded(path, MAX_FILE, "explain_too_large")
    found = _from_capture(data, path) if is_capture(data) else [Captured(raw) for raw in read_text(data)]
    if not found:
        raise UserError("explain_no_sip", path=str(path))
    return found


def messages_of(data: bytes) -> list[Captured]:
    """The messages of a file's content; empty when there are none. Never raises."""
    if not is_capture(data):
        return [Captured(raw) for raw in read_text(data)]
    return _whole_messages(list(read_segments(read_packets(data))))


def _from_capture(data: bytes, path: Path) -> list[Captured]:
    segments = list(read_segments(read_packets(data)))
    found = _whole_messages(segments)
    if not found and any(segment.is_cut and _SIP.match(segment.payload) for segment in segments):
        raise UserError("explain_capture_cut", path=str(path))
    return found


def _whole_messages(segments: list[Segment]) -> list[Captured]:
    whole = [segment for segment in segments if not segment.is_cut]
    datagrams = [segment for segment in whole if segment.protocol == UDP and _SIP.match(segment.payload)]
    found = [Captured(one.payload, one.source, one.destination) for one in datagrams]
    return [*found, *_from_streams([one for one in whole if one.protocol != UDP])][:MAX_MESSAGES]


def _from_streams(segments: list[Segment]) -> Iterator[Captured]:
    for run in read_runs(segments):
        for raw in split_messages(run.data):
            if not _UNFINISHED & set(parse_message(raw).problems):
                yield Captured(raw, run.source, run.destination)
