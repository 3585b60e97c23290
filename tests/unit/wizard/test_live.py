"""One ring that fills and never goes back."""

from __future__ import annotations

from app.wizard.live import EXPECTED_S, LEVELS, MOST_STEPS, begin
from app.wizard.plan import PATIENCE_S


def test_the_time_left_is_announced_then_corrected_by_the_engine() -> None:
    live = begin("31", 100.0)
    assert live.remaining_s(110.0) == 30.0
    live.take("progress", {"step": "looking_up", "fraction": 0.1, "remaining_s": 4.0}, 110.0)
    assert live.remaining_s(110.0) == 4.0
    assert live.remaining_s(200.0) == 0.0


def test_the_ring_never_goes_back_and_never_reaches_the_end() -> None:
    live = begin("31", 0.0)
    first = live.done(20.0)
    live.take("progress", {"step": "x", "fraction": 0.1, "remaining_s": 500.0}, 20.0)
    assert live.done(21.0) == first
    assert live.done(10_000.0) == 0.97


def test_many_probes_do_not_shorten_the_whole() -> None:
    live = begin("55p", 0.0)
    live.take("progress", {"step": "x", "fraction": 0.9, "remaining_s": 1.0}, 10.0)
    assert live.remaining_s(10.0) == EXPECTED_S["55p"] - 10.0


def test_steps_come_once_and_levels_roll() -> None:
    live = begin("44p", 0.0)
    for index in range(2 * MOST_STEPS):
        live.take("progress", {"step": f"s{index // 2}", "fraction": 0, "remaining_s": None}, 1.0)
        live.take("progress", {"step": "done", "fraction": 1, "remaining_s": 0}, 1.0)
    for _ in range(3 * LEVELS):
        live.take("level", {"direction": "inbound", "dbfs": -20.0}, 1.0)
    live.take("level", {"direction": "outbound", "dbfs": "loud"}, 1.0)
    assert live.steps == [f"s{index}" for index in range(MOST_STEPS)]
    assert (len(live.inbound.levels), len(live.outbound.levels)) == (LEVELS, 0)


def test_the_engines_own_countdown_of_the_whole_wins() -> None:
    live = begin("47p", 0.0)
    live.take("progress", {"step": "holding", "fraction": 0, "remaining_s": 3.0, "total_remaining_s": 170.0}, 10.0)
    assert live.remaining_s(10.0) == 170.0
    live.take("progress", {"step": "holding", "fraction": 0, "remaining_s": 3.0}, 11.0)
    assert live.remaining_s(11.0) == 169.0


def test_sound_arrives_while_its_packets_do() -> None:
    live = begin("44p", 0.0)
    assert live.inbound.arrives(0.0) is None  # nobody has looked
    live.take("level", {"direction": "inbound", "dbfs": -90.0, "packets": 0}, 1.0)
    assert live.inbound.arrives(1.0) is None  # it has only just begun
    assert live.inbound.arrives(4.0) is False
    live.take("level", {"direction": "inbound", "dbfs": -90.0, "packets": 12}, 5.2)  # silence, but it comes
    assert live.inbound.arrives(5.3) is True
    live.take("level", {"direction": "inbound", "dbfs": -90.0, "packets": 12}, 7.0)
    assert live.inbound.arrives(7.0) is False


def test_where_packets_are_not_counted_what_is_heard_counts() -> None:
    live = begin("44p", 0.0)
    live.take("level", {"direction": "outbound", "dbfs": -20.0}, 1.0)
    assert live.outbound.arrives(1.1) is True
    live.take("level", {"direction": "outbound", "dbfs": -99.0}, 3.0)
    assert live.outbound.arrives(3.0) is False


def test_patience_is_longer_than_what_is_announced() -> None:
    assert set(EXPECTED_S) == set(PATIENCE_S)
    assert all(PATIENCE_S[screen] >= 1.5 * seconds for screen, seconds in EXPECTED_S.items())
