from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.protocols.sip_stream import MAX_MESSAGE, PING, StreamFramer

BODY = b"SIP/2.0 200 OK\r\nl: 3\r\n\r\nabc"
BARE = b"OPTIONS sip:a SIP/2.0\r\nTo: x\r\n\r\n"


def test_messages_and_keep_alives_in_any_pieces() -> None:
    stream = PING + BODY + BARE + PING + BODY
    for size in (1, 2, 3, 7, len(stream)):
        framer = StreamFramer()
        got = [
            message for start in range(0, len(stream), size) for message in framer.feed(stream[start : start + size])
        ]
        assert got == [PING, BODY, BARE, PING, BODY]
        assert not framer.broken


def test_what_is_no_sip_breaks_the_stream() -> None:
    for data in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"x" * 70_000,
        b"OPTIONS sip:a SIP/2.0\r\nl: 9999999\r\n\r\n",
        b"OPTIONS sip:a SIP/2.0\r\nl: x\r\n\r\n",
    ):
        framer = StreamFramer()
        assert framer.feed(data) == []
        assert framer.broken


def test_a_flood_of_line_ends_is_not_kept() -> None:
    framer = StreamFramer()
    for _ in range(100):
        framer.feed(b"\n" * 10_000)
    assert len(framer._pending) < 10_000


@given(st.lists(st.binary(max_size=50) | st.sampled_from([BODY, BARE, PING]), max_size=20))
def test_any_bytes_are_taken_within_bounds(pieces: list[bytes]) -> None:
    framer = StreamFramer()
    for piece in pieces:
        assert all(len(message) <= MAX_MESSAGE for message in framer.feed(piece))
