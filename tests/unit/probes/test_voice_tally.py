from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.probes.voice.tally import Tally


def stream(count: int, returned: dict[int, float], counted: dict[int, int] | None = None) -> Tally:
    """*count* packets, one each 20 ms, of which some come back after so many seconds."""
    tally = Tally()
    for number in range(count):
        tally.sent(number * 0.02)
    for number, after_s in sorted(returned.items(), key=lambda item: item[0] * 0.02 + item[1]):
        tally.came(number, number * 0.02 + after_s, (counted or {}).get(number), None)
    return tally


def test_all_is_well() -> None:
    leg = stream(100, dict.fromkeys(range(100), 0.03)).leg("line", "returned", "far")
    assert (leg.sent, leg.returned, leg.lost, leg.bursts, leg.late) == (100, 100, 0, (), 0)
    assert leg.rtt_ms == pytest.approx(30.0)
    assert leg.jitter_ms == pytest.approx(0.0)
    assert leg.seconds == 1.98


def test_runs_of_lost_packets_and_the_seconds_they_fall_in() -> None:
    gone = {3, 4, 5, 60, 99}
    leg = stream(100, {n: 0.03 for n in range(100) if n not in gone}).leg("line", "returned", "far")
    assert leg.bursts == (3, 1, 1)
    assert leg.lost_each_s == (3, 2)
    assert leg.lost == 5


def test_the_far_ends_count_tells_the_directions_apart() -> None:
    """Ten were sent; the far end got eight of them, and six came back."""
    counted = {0: 1, 1: 2, 4: 4, 5: 5, 8: 7, 9: 8}
    leg = stream(10, dict.fromkeys(counted, 0.03), counted).leg("line", "returned", "far")
    assert (leg.lost, leg.lost_out, leg.lost_in) == (4, 2, 2)
    assert stream(10, {}).leg("line", "returned", "far").lost_out is None


def test_order_and_doubles() -> None:
    tally = stream(5, {0: 0.03, 1: 0.06, 2: 0.03, 3: 0.03})
    tally.came(3, 1.0)
    tally.came(77, 1.0)
    leg = tally.leg("line", "returned", "far")
    assert (leg.reordered, leg.doubled, leg.returned) == (1, 1, 4)


def test_jitter_is_that_of_rfc_3550() -> None:
    """Round trips of 30 and 46 ms in turn: each difference is 16 ms, of which a sixteenth is added."""
    leg = stream(3, {0: 0.030, 1: 0.046, 2: 0.030}).leg("line", "returned", "far")
    assert leg.jitter_ms == pytest.approx(1 + 15 / 16, abs=0.01)


def test_late_is_what_a_jitter_buffer_would_have_thrown_away() -> None:
    leg = stream(100, {n: 0.2 if n % 10 == 0 else 0.03 for n in range(100)}).leg("line", "returned", "far")
    assert leg.late == 10
    assert leg.slow_ms == (200.0, 200.0)


def test_what_this_computer_held_up_is_not_the_networks() -> None:
    tally = Tally()
    for number in range(50):
        tally.sent(number * 0.02)
    tally.stalls.append((0.4, 0.7))
    for number in range(50):
        at = number * 0.02 + 0.03
        tally.came(number, 0.7 if 0.4 < at < 0.7 else at)
    leg = tally.leg("gateway", "echo", "gateway")
    assert (leg.lost, leg.late, leg.returned) == (0, 0, 50)
    assert leg.rtt_most_ms == pytest.approx(30.0)


@given(st.sets(st.integers(0, 199)), st.integers(1, 200))
def test_nothing_is_counted_twice(came: set[int], count: int) -> None:
    tally = stream(count, {n: 0.01 for n in came if n < count})
    leg = tally.leg("line", "returned", "far")
    assert leg.returned + leg.lost == leg.sent == count
    assert sum(leg.bursts) == leg.lost
    assert sum(leg.lost_each_s) == leg.lost
