"""Players are freed a moment after they fell silent, and never before."""

from __future__ import annotations

import weakref

from app.softphone.leaving import LINGER_S, Leaving


class Player:
    """Stands for a native one."""


class Watch:
    """Time that passes when somebody sleeps."""

    now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_a_player_outlives_its_silence_by_a_moment() -> None:
    watch = Watch()
    leaving = Leaving(lambda: watch.now, watch.sleep)
    first, second = Player(), Player()
    gone = weakref.ref(first)
    leaving.take(first)
    del first
    watch.now += LINGER_S / 2
    leaving.take(second)
    assert gone() is not None
    watch.now += LINGER_S / 2
    leaving.take(Player())
    assert gone() is None


def test_the_end_waits_for_the_last_and_not_longer() -> None:
    watch = Watch()
    leaving = Leaving(lambda: watch.now, watch.sleep)
    leaving.see_off()
    assert watch.now == 0.0
    player = Player()
    gone = weakref.ref(player)
    leaving.take(player)
    del player
    leaving.see_off()
    assert (watch.now, gone()) == (LINGER_S, None)
    watch.now += 1.0
    leaving.see_off()
    assert watch.now == LINGER_S + 1.0
