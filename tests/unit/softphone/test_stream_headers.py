"""Headers out of looks at a stream's newest numbers: what follows from two looks, and nothing else."""

from __future__ import annotations

import pytest

from app.model.facts import MediaAgreed
from app.model.header_rows import unpack_rows
from app.softphone.stream_headers import StreamHeaders
from app.softphone.stream_look import StreamMark

AGREED = MediaAgreed("echo", "192.0.2.1:4000", "192.0.2.9:4002", None, "sendrecv", True, 0, "PCMU/8000", 101, "RTP/AVP")


def _mark(packets: int, sequence: int, *, ssrc: int | None = 7, timestamp: int | None = None) -> StreamMark:
    stamp = 160 * sequence if timestamp is None else timestamp
    return StreamMark(packets, 160 * packets, sequence & 0xFFFF, stamp & 0xFFFFFFFF, ssrc)


def _sequences(*marks: StreamMark, direction: str = "inbound") -> list[list[int]]:
    headers = StreamHeaders(direction)  # type: ignore[arg-type]
    for number, mark in enumerate(marks):
        headers.add(0.02 * number, mark, "192.0.2.9:4002")
    facts = headers.facts("echo", AGREED, 99, 1.0)
    return [[row.sequence for row in unpack_rows(fact.rows)] for fact in facts]


@pytest.mark.parametrize(
    ("marks", "kept"),
    [
        ((_mark(1, 10), _mark(2, 11), _mark(2, 11), _mark(3, 12)), [10, 11, 12]),
        ((_mark(1, 10), _mark(4, 13)), [10, 11, 12, 13]),  # three between two looks
        ((_mark(1, 65_535), _mark(3, 65_537)), [65_535, 0, 1]),  # numbers wrap
        ((_mark(1, 10), _mark(3, 13)), [10, 12, 13]),  # one of three was lost: which one cannot be told
        ((_mark(1, 10), _mark(3, 12, timestamp=1999)), [10, 12]),  # times that fit no pace
        ((_mark(1, 10), _mark(400, 409)), [10, 409]),  # too far to say
    ],
)
def test_what_arrived(marks: tuple[StreamMark, ...], kept: list[int]) -> None:
    assert _sequences(*marks) == [kept]


def test_whatever_has_a_number_was_sent_also_when_the_stream_was_made_anew() -> None:
    """A re-INVITE begins the counts anew; numbers and source go on."""
    marks = (_mark(50, 100, ssrc=None), _mark(1, 103, ssrc=None))
    assert _sequences(*marks, direction="outbound") == [[100, 101, 102, 103]]


def test_another_source_is_another_stream() -> None:
    assert _sequences(_mark(5, 10), _mark(1, 900, ssrc=8), _mark(2, 901, ssrc=8)) == [[10], [900, 901]]


def test_without_a_name_or_an_address_there_is_no_header() -> None:
    headers = StreamHeaders("outbound")
    headers.add(0.0, _mark(1, 1, ssrc=None), "")
    assert headers.facts("echo", AGREED, None, 1.0) == []
    assert headers.facts("echo", None, 5, 1.0) == []
    (fact,) = headers.facts("echo", AGREED, 5, 1.0)
    assert (fact.source, fact.target, fact.ssrc, fact.seen) == ("192.0.2.1:4000", "192.0.2.9:4002", 5, "stream")
