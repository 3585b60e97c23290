"""Of a long stream the begin and what is around irregularities stays; of a short one everything."""

from __future__ import annotations

from app.model.header_rows import MOST_ROWS, unpack_rows
from app.protocols.header_book import AROUND, BEGIN, HeaderBook, PacketBooks
from app.protocols.rtp import RtpPacket, build_rtp

ENDS = ("192.0.2.1:4000", "192.0.2.9:4002")


def _kept(book: HeaderBook) -> list[int]:
    return [row.sequence for row in unpack_rows(book.fact("hold", "inbound", ENDS, 99.0).rows)]


def _feed(book: HeaderBook, numbers: range) -> None:
    for number in numbers:
        book.add(0.02 * number, number & 0xFFFF, 160 * number, 160)


def test_a_short_stream_is_kept_whole() -> None:
    book = HeaderBook(1, 0)
    _feed(book, range(300))
    assert _kept(book) == list(range(300))


def test_around_a_loss_a_second_each_way_is_kept() -> None:
    book = HeaderBook(1, 0)
    _feed(book, range(BEGIN + 1000))
    _feed(book, range(BEGIN + 1003, BEGIN + 2000))
    begin, late = BEGIN, _kept(book)[BEGIN:]
    assert late == [*range(begin + 1000 - AROUND, begin + 1000), *range(begin + 1003, begin + 1003 + AROUND)]


def test_a_stream_of_irregularities_is_bounded() -> None:
    book = HeaderBook(1, 0)
    for number in range(3 * MOST_ROWS):
        book.add(0.2 * number, (3 * number) & 0xFFFF, 0, 160)
    fact = book.fact("hold", "inbound", ENDS, 0.0)
    assert len(unpack_rows(fact.rows)) == MOST_ROWS
    assert fact.packets == 3 * MOST_ROWS


def test_a_socket_keeps_its_sources_apart_and_passes_over_what_is_no_rtp() -> None:
    books = PacketBooks("inbound", "192.0.2.1:4000")
    for number in range(3):
        books.add("inbound", build_rtp(RtpPacket(8, number, 160 * number, 7, b"\xff" * 160)), ENDS[1], 1.0 + number)
    books.add("outbound", build_rtp(RtpPacket(0, 9, 1, 5, b"", marker=True)), ENDS[1], 2.0)
    books.add("inbound", b"\x00\x01STUN", ENDS[1], 3.0)
    for stranger in range(100):
        books.add("inbound", build_rtp(RtpPacket(0, 0, 0, 1000 + stranger, b"")), ENDS[1], 4.0)
    first, second, *others = books.facts(5.0)
    assert (first.source, first.target, first.ssrc, first.payload_type, first.packets) == (ENDS[1], ENDS[0], 7, 8, 3)
    assert (first.age_s, unpack_rows(first.rows)[2].size) == (4.0, 160)
    assert (second.direction, unpack_rows(second.rows)[0].marker) == ("outbound", True)
    assert len(others) == 2
