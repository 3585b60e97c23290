"""A difference is called more than chance only when it hardly ever comes without a cause."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from app.diagnosis.figures.scores import stretches
from app.model.facts import SipExchange
from app.protocols.emodel import mos, rating
from app.report.chance import of_shares, of_values
from app.report.comparison import compare
from app.report.measures import MEASURES, Share
from tests.unit.diagnosis.observed import exchange, inbound
from tests.unit.report.sessions import run
from tests.unit.report.timelines import timeline


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((60, 60), (60, 60), "may_be_chance"),
        ((60, 60), (59, 60), "may_be_chance"),
        ((60, 60), (40, 60), "more_than_chance"),
        ((3, 3), (0, 3), "too_few"),
        ((0, 0), (5, 5), "too_few"),
        ((10, 10), (0, 10), "more_than_chance"),
    ],
)
def test_shares(before: tuple[int, int], after: tuple[int, int], said: str) -> None:
    assert of_shares(*before, *after) == said


def test_the_exact_test_agrees_with_a_count_by_hand() -> None:
    """Fisher's tea: of 8 cups 4 and 4, all right: p = 2 / 70 = 0.029, two-sided."""
    assert of_shares(4, 4, 0, 4) == "too_few"
    assert of_shares(5, 5, 0, 5) == "more_than_chance"  # 2 / 252 = 0.0079


def test_values() -> None:
    slow, fast = [40.0, 41, 42, 43, 44, 45], [20.0, 21, 22, 23, 24, 25]
    assert of_values(slow, fast) == "more_than_chance"
    assert of_values(slow, slow) == "may_be_chance"
    assert of_values([1.0] * 9, [1.0] * 9) == "may_be_chance"
    assert of_values(slow[:3], fast) == "too_few"


def test_two_runs_on_the_same_line_are_seldom_called_different() -> None:
    dice = random.Random(7)
    said = [
        of_values([dice.gauss(20, 4) for _ in range(12)], [dice.gauss(20, 4) for _ in range(12)]) for _ in range(400)
    ]
    assert said.count("more_than_chance") <= 12  # 1 in 100 is the level


def test_a_measure_is_better_only_beyond_chance() -> None:
    def timed(*rtts: float) -> tuple[SipExchange, ...]:
        return tuple(replace(exchange(), rtt_ms=rtt) for rtt in rtts)

    rows = compare("a", run(*timed(40, 41, 42, 43, 44, 45)), "b", run(*timed(20, 21, 22, 23, 24, 25)))["measures"]
    assert isinstance(rows, list)
    assert {"measure": "reply", "unit": "ms", "before": 42.5, "after": 22.5, "change": "better",
            "chance": "more_than_chance"} in rows  # fmt: skip
    rows = compare("a", run(*timed(40, 41)), "b", run(*timed(20, 21)))["measures"]
    assert isinstance(rows, list)
    assert [row["change"] for row in rows if isinstance(row, dict) and row["measure"] == "reply"] == ["same"]


def test_a_score_is_given_only_where_it_does_not_lie() -> None:
    full = (50,) * 10
    rows = stretches(timeline(received=(*full, *((50,) * 4 + (0,) * 3 + (50,) * 3), *(50,) * 5), interval_s=1.0))
    assert [(row.mos, row.reason) for row in rows] == [(4.41, ""), (None, "gap"), (None, "short")]
    assert [row.reason for row in stretches(timeline(received=full, pace=10.0))] == ["practice"]
    assert list(stretches(timeline(received=full, interval_s=float("nan")))) == []


def _score(loss_percent: float) -> float:
    return mos(rating(0.0, loss_percent))


def test_the_score_falls_with_loss_and_keeps_the_scale() -> None:
    """G.107: R 93.2 is MOS 4.41; a line that loses everything is 1."""
    assert _score(0) == pytest.approx(4.41, abs=0.01)
    assert _score(2) > _score(5) > _score(20) >= 1.0
    assert _score(100) == pytest.approx(1.0, abs=0.2)


def test_a_share_is_shown_as_it_was_counted_whatever_the_trials_are() -> None:
    """Three packets on their way at the goodbye are no lost second of sound."""
    (measure,) = (one for one in MEASURES if one.name == "sound_to_us")
    sample = measure.read([inbound(613), inbound(616, far_end=True)])
    assert isinstance(sample, Share)
    assert (sample.good, sample.whole, sample.figure) == (12, 12, 99.5)
