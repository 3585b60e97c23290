"""The samples between two clocks: silence while it fills, short delay afterwards, counted gaps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.softphone.fifo import BYTES_PER_MS, SURPLUS_MS, TARGET_MS, Fifo

FRAME = 20 * BYTES_PER_MS


def sound(frames: int = 1) -> bytes:
    return b"\x01\x02" * (FRAME // 2) * frames


def test_it_gives_silence_until_its_target_is_full() -> None:
    fifo = Fifo()
    fifo.put(sound())
    assert not any(fifo.take(FRAME))
    fifo.put(sound(2))
    assert fifo.take(FRAME) == sound()
    assert fifo.underruns == 0


def test_running_dry_is_counted_once_and_fills_again() -> None:
    fifo = Fifo()
    fifo.put(sound(2))
    assert [any(fifo.take(FRAME)) for _ in range(4)] == [True, True, False, False]
    assert fifo.underruns == 1
    fifo.put(sound(1))
    assert not any(fifo.take(FRAME))


def test_a_burst_is_cut_to_the_target() -> None:
    fifo = Fifo()
    fifo.put(sound((TARGET_MS + SURPLUS_MS) // 20 + 1))
    taken = 0
    while any(fifo.take(FRAME)):
        taken += 1
    assert taken == TARGET_MS // 20


def test_delay_that_is_never_needed_is_given_back() -> None:
    fifo = Fifo()
    fifo.put(sound(6))
    for _ in range(60):  # in step: without trimming 100 ms would stay for ever
        fifo.put(sound())
        fifo.take(FRAME)
    left = 0
    while any(fifo.take(FRAME)):
        left += 1
    assert left <= TARGET_MS // 20 + 1


@given(
    st.lists(st.one_of(st.binary(max_size=3000).map(lambda b: b[: len(b) // 2 * 2]), st.integers(1, 40)), max_size=60)
)
def test_whatever_comes_it_gives_what_is_asked_and_stays_bounded(steps: list[bytes | int]) -> None:
    fifo = Fifo()
    for step in steps:
        if isinstance(step, bytes):
            fifo.put(step)
        else:
            assert len(fifo.take(2 * step)) == 2 * step
        assert len(fifo._data) <= (TARGET_MS + SURPLUS_MS) * BYTES_PER_MS
