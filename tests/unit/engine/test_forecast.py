"""The countdown of a whole plan."""

from __future__ import annotations

import pytest

from app.engine.forecast import Forecast

EXPECTED = {"look": 1.0, "registration": 1.0, "long_call": 150.0, "lifetimes": 185.0}


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def forecast(clock: _Clock) -> Forecast:
    return Forecast([["look"], ["lifetimes"], ["registration", "long_call"]], EXPECTED, clock)


def test_lanes_overlap_and_a_lane_adds_up(forecast: Forecast) -> None:
    assert forecast.remaining_s() == 185.0
    forecast.end("lifetimes")
    assert forecast.remaining_s() == 151.0


def test_what_works_counts_down(forecast: Forecast, clock: _Clock) -> None:
    forecast.begin("lifetimes")
    forecast.begin("registration")
    clock.now = 10.0
    assert forecast.remaining_s() == 175.0
    forecast.end("lifetimes")
    assert forecast.remaining_s() == 150.0  # signing in takes too long already: it counts nothing more


def test_a_probe_knows_better(forecast: Forecast, clock: _Clock) -> None:
    forecast.begin("lifetimes")
    forecast.tell("lifetimes", 40.0)
    assert forecast.remaining_s() == 151.0
    forecast.end("registration")
    forecast.end("long_call")
    clock.now = 15.0
    assert forecast.remaining_s() == 25.0


def test_nothing_left(forecast: Forecast) -> None:
    for module in EXPECTED:
        forecast.end(module)
    assert forecast.remaining_s() == 0.0
    assert Forecast((), {}).remaining_s() == 0.0


def test_a_probe_that_waits_for_its_turn_counts_the_wait_until_it_begins(clock: _Clock) -> None:
    forecast = Forecast([["look"], ["lifetimes"]], EXPECTED, clock, {"lifetimes": 3.0})
    whole = EXPECTED["lifetimes"] + 3.0
    assert forecast.remaining_s() == whole
    clock.now += 2.0
    assert forecast.remaining_s() == whole - 2.0
    clock.now += 1.0
    forecast.begin("lifetimes")
    assert forecast.remaining_s() == EXPECTED["lifetimes"]
