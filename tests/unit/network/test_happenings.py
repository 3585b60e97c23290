"""What happens to a computer in a rehearsal comes in its second of the held call, and in life nothing does."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.stage import Happening
from app.network.happenings import POINT, Happenings
from app.network.surroundings import Surroundings

HOME = "192.168.1.10"
PACE = 10.0


@dataclass
class Clock:
    now: float = 50.0

    def __call__(self) -> float:
        return self.now


class _Call:
    """A held call of a rehearsal, and the measurement that it belongs to."""

    def __init__(self, *told: Happening) -> None:
        self.clock = Clock()
        self.happenings = Happenings(told, PACE, self.clock, self.clock)
        self.run = self.happenings.around_run(lambda: HOME, lambda: None)
        self.call = self.begin()

    def begin(self) -> Surroundings:
        return self.happenings.around_call(lambda: HOME, lambda: None, self.clock)

    def after(self, seconds: float) -> list[tuple[str, str]]:
        """What the call notices, so many of its seconds later."""
        self.clock.now += seconds / PACE
        return [(change.mark, change.detail) for change in self.call.look()]


def test_a_sleep_a_move_and_another_access_point() -> None:
    call = _Call(
        Happening("sleeps", 20, for_s=60), Happening("moves", 40, to="10.0.0.#"), Happening("roams", 60, to="02:aa")
    )
    assert call.after(15) == []
    assert call.after(10) == [("slept", "61 s")]
    assert call.after(10) == []
    assert call.after(10) == [("network_changed", f"{HOME} -> 10.0.0.1")]
    assert call.after(20) == [("roamed", f"{POINT} -> 02:aa")]
    assert call.after(60) == []


def test_the_next_call_is_left_alone_unless_it_is_meant() -> None:
    call = _Call(Happening("sleeps", 20, for_s=60), Happening("moves", 40, to="10.0.0.#", calls=2))
    call.after(50)
    call.call = call.begin()
    assert call.after(30) == []
    assert call.after(20) == [("network_changed", "10.0.0.1 -> 10.0.0.2")]


def test_in_life_nothing_happens() -> None:
    around = Happenings().around_call(lambda: HOME, lambda: None, Clock())
    assert around.address == HOME
    assert around.look() == ()
