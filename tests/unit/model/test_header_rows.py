"""RTP headers as a short text and back; text from anyone gives nothing rather than trouble."""

from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.header_rows import MOST_ROWS, TICK_S, HeaderRow, pack_rows, unpack_rows

_ROWS = st.lists(
    st.builds(
        HeaderRow,
        st.integers(0, 10**8).map(lambda ticks: ticks * TICK_S),
        st.integers(0, 0xFFFF),
        st.integers(0, 0xFFFFFFFF),
        st.integers(0, 0xFFFF),
        st.booleans(),
    ),
    max_size=50,
)


@given(_ROWS)
def test_what_is_packed_comes_back(rows: list[HeaderRow]) -> None:
    again = unpack_rows(pack_rows(rows))
    assert [row[1:] for row in again] == [row[1:] for row in rows]
    assert [row.at_s for row in again] == pytest.approx([row.at_s for row in rows], abs=TICK_S)


def test_a_steady_stream_costs_about_two_bytes_a_packet() -> None:
    rows = [HeaderRow(0.02 * number, 65_000 + number, 4_294_900_000 + 160 * number, 160) for number in range(5000)]
    assert len(pack_rows(rows)) < 2 * len(rows)
    assert unpack_rows(pack_rows(rows))[-1].sequence == (65_000 + 4999) % 65_536


@given(st.text(max_size=80))
def test_other_text_is_no_rows(text: str) -> None:
    unpack_rows(text)


@pytest.mark.parametrize(
    "data",
    [b"", b"x", zlib.compress(b"seven b"), zlib.compress(bytes(13 * MOST_ROWS * 40)), zlib.compress(b"a" * 13)[:-3]],
)
def test_a_bomb_or_a_fragment_is_no_rows(data: bytes) -> None:
    assert unpack_rows(base64.b64encode(data).decode()) == ()
