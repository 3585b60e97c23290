"""Sleep and another network, told apart from a clock that somebody set and from a busy computer."""

from __future__ import annotations

import time

import pytest

from app.network.surroundings import Change, Surroundings, through_sleep


class _World:
    """Two clocks and an address."""

    def __init__(self) -> None:
        self.awake = 100.0
        self.always = 900.0
        self.address: str | None = "192.168.1.10"
        self.around = Surroundings(lambda: self.address, lambda: self.awake, lambda: self.always)

    def passes(self, seconds: float, asleep_s: float = 0.0) -> None:
        self.awake += seconds
        self.always += seconds + asleep_s


@pytest.fixture
def world() -> _World:
    return _World()


def test_nothing_happened(world: _World) -> None:
    for _ in range(5):
        world.passes(1.0)
        assert world.around.look() == ()


def test_a_busy_computer_has_not_slept(world: _World) -> None:
    world.passes(4.0)
    assert world.around.look() == ()
    world.passes(29.0)
    assert world.around.look() == ()
    world.passes(39.0)
    assert world.around.look(usual_s=10.0) == ()


def test_sleep_in_which_the_awake_clock_stood_still(world: _World) -> None:
    world.passes(1.0, asleep_s=3600.0)
    assert world.around.look() == (Change("slept", "3601 s", 0.0),)
    world.passes(1.0)
    assert world.around.look() == ()


def test_sleep_that_both_clocks_count(world: _World) -> None:
    world.passes(61.0)
    assert world.around.look(usual_s=1.0) == (Change("slept", "60 s", 61.0),)


def test_a_move_is_seen_at_the_next_look(world: _World) -> None:
    world.address = "10.0.0.7"
    world.passes(0.3)
    assert world.around.look() == ()  # asked once a second at most
    world.passes(0.8)
    assert world.around.look() == (Change("network_changed", "192.168.1.10 -> 10.0.0.7"),)
    world.passes(1.0)
    assert world.around.look() == ()


def test_gone_and_back(world: _World) -> None:
    details = []
    for address in (None, "192.168.1.10"):
        world.address = address
        world.passes(1.0)
        details += [change.detail for change in world.around.look()]
    assert details == ["192.168.1.10 -> None", "None -> 192.168.1.10"]


def test_the_real_clock_does_not_follow_the_time_of_day(monkeypatch: pytest.MonkeyPatch) -> None:
    before = through_sleep()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert through_sleep() >= before


def test_another_access_point_and_none_in_between() -> None:
    points = ["02:00:00:00:00:01", "02:00:00:00:00:01", None, "02:00:00:00:00:02", "02:00:00:00:00:02"]
    now = [0.0]
    around = Surroundings(lambda: "192.168.1.10", lambda: now[0], lambda: now[0], point=lambda: points.pop(0))
    seen = []
    for second in (2.0, 4.0, 6.0, 8.0):
        now[0] = second
        seen.append(around.look())
    assert seen == [(), (), (Change("roamed", "02:00:00:00:00:01 -> 02:00:00:00:00:02"),), ()]
