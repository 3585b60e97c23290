"""Lines come out whole however the pipe cuts them, and no line can eat the memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.driver.lines import TOO_LONG, LineSplitter

CHUNKS = st.lists(st.binary(max_size=30), max_size=30)


@given(CHUNKS)
def test_cuts_of_the_pipe_do_not_matter(chunks: list[bytes]) -> None:
    splitter = LineSplitter()
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    assert lines == b"".join(chunks).split(b"\n")[:-1]


@given(CHUNKS, st.integers(min_value=1, max_value=20))
def test_long_lines_are_reported_once_each_and_others_pass(chunks: list[bytes], limit: int) -> None:
    splitter = LineSplitter(limit)
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    *whole, rest = b"".join(chunks).split(b"\n")
    expected = [line if len(line) <= limit else TOO_LONG for line in whole]
    assert lines == expected + ([TOO_LONG] if len(rest) > limit else [])


def test_memory_stays_bounded_without_any_newline() -> None:
    splitter = LineSplitter(1000)
    seen = [line for _ in range(10_000) for line in splitter.feed(b"x" * 100)]
    assert seen == [TOO_LONG]
    assert len(splitter._pending) <= 1100
