"""Gaps in a stream of packets, from looks at its counts: lost, late, stopped, moved; and what is no gap."""

from __future__ import annotations

from app.model.facts_of_sound import SoundGap
from app.softphone.gaps import GapFinder, Look

LOOK = 0.02


def watch(*looks: Look) -> GapFinder:
    finder = GapFinder()
    for look in looks:
        finder.add(look)
    finder.finish()
    return finder


def even(
    until: float, *, silent: tuple[float, float] = (9, 9), lost: int = 0, burst: int = 0, **after: object
) -> list[Look]:
    """A packet each look, none from ``silent[0]`` to ``silent[1]``; then *lost* and *burst* show."""
    looks, packets = [], 0
    for step in range(round(until / LOOK)):
        at = step * LOOK
        quiet = silent[0] <= at < silent[1]
        packets += 0 if quiet else 1
        over = at >= silent[1]
        first_after = over and at < silent[1] + LOOK / 2
        packets += burst if first_after else 0
        extra = {"source": "far:1", **(after if over else {})}
        looks.append(Look(at, packets, lost if over else 0, **extra))  # type: ignore[arg-type]
    return looks


def gap(finder: GapFinder) -> SoundGap:
    (found,) = finder.gaps
    return found


def test_an_even_stream_has_none() -> None:
    finder = watch(*even(3))
    assert finder.gaps == []
    assert (finder.first, finder.sources) == (0.0, ["far:1"])
    assert finder.last is not None
    assert finder.last > 2.9


def test_lost_packets_are_a_gap_with_losses() -> None:
    found = gap(watch(*even(3, silent=(1, 1.5), lost=25)))
    assert (round(found.at_s, 1), round(found.length_s, 1), found.lost, found.burst, found.moved) == (
        1,
        0.5,
        25,
        0,
        False,
    )


def test_late_packets_are_a_gap_with_a_burst() -> None:
    found = gap(watch(*even(3, silent=(1, 1.5), burst=25)))
    assert (found.lost, found.moved) == (0, False)
    assert 23 <= found.burst <= 26


def test_a_sender_that_pauses_leaves_neither() -> None:
    found = gap(watch(*even(3, silent=(1, 1.5))))
    assert (found.lost, found.burst) == (0, 0)


def test_another_source_or_another_count_afterwards_is_told() -> None:
    assert gap(watch(*even(3, silent=(1, 1.5), source="far:2"))).moved
    assert gap(watch(*even(3, silent=(1, 1.5), restarts=1))).moved


def test_a_stream_that_was_made_anew_goes_on() -> None:
    first, second = even(1), [look._replace(at=look.at + 1.6) for look in even(1)]
    between = [first[-1]._replace(at=1 + step * LOOK) for step in range(30)]
    finder = watch(*first, *between, *second)
    assert gap(finder).moved
    assert finder.gaps[0].length_s > 0.5


def test_four_packets_are_no_gap() -> None:
    assert watch(*even(3, silent=(1, 1.08))).gaps == []


def test_a_computer_that_did_not_look_saw_no_gap() -> None:
    looks = [look for look in even(3) if not 1 < look.at < 1.6]
    assert watch(*looks).gaps == []


def test_a_computer_that_stalled_after_a_gap_invents_no_burst() -> None:
    looks = [look for look in even(3, silent=(1, 1.5)) if not 1.51 < look.at < 2]
    assert gap(watch(*looks)).burst <= 1


def test_nothing_at_all() -> None:
    finder = watch(*(Look(step * LOOK, 0, 0) for step in range(50)))
    assert (finder.gaps, finder.first, finder.last) == ([], None, None)


def test_a_stream_that_ends_is_no_gap() -> None:
    finder = watch(*even(3, silent=(1, 9)))
    assert finder.gaps == []
    assert finder.last is not None
    assert finder.last < 1.01
