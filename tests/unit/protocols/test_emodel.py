"""The worked values that the facts give for G.107 (science 7.2), and its edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocols.emodel import (
    G711,
    G711_HIDING,
    G729A,
    Codec,
    burst_ratio,
    delay_impairment,
    mos,
    mouth_to_ear_ms,
    rating,
)


@pytest.mark.parametrize(
    ("codec", "loss", "r", "score"),
    [
        (G711_HIDING, 0, 93.2, 4.41),
        (G711_HIDING, 1, 89.6, 4.33),
        (G711_HIDING, 3, 83.1, 4.13),
        (G711_HIDING, 5, 77.4, 3.92),
        (G711_HIDING, 10, 66.1, 3.41),
        (G711, 1, 75.3, 3.83),
        (G711, 3, 54.2, 2.79),
        (G729A, 0, 82.2, 4.10),
        (G729A, 1, 78.0, 3.95),
        (G729A, 3, 70.7, 3.63),
        (G729A, 5, 64.7, 3.34),
    ],
)
def test_loss(codec: Codec, loss: float, r: float, score: float) -> None:
    found = rating(100.0, loss, codec)
    assert found == pytest.approx(r, abs=0.051)
    assert mos(found) == pytest.approx(score, abs=0.0051)


@pytest.mark.parametrize(
    ("delay_ms", "idd"), [(0, 0), (100, 0), (150, 0.2), (200, 3.0), (250, 8.9), (300, 14.8), (400, 24.1)]
)
def test_delay(delay_ms: float, idd: float) -> None:
    assert delay_impairment(delay_ms) == pytest.approx(idd, abs=0.051)


@pytest.mark.parametrize(
    ("r", "score"), [(90, 4.34), (80, 4.03), (70, 3.60), (60, 3.10), (50, 2.58), (0, 1), (100, 4.5)]
)
def test_mos_of_the_classes_of_g109(r: float, score: float) -> None:
    assert mos(r) == pytest.approx(score, abs=0.0061)


def test_losses_in_a_row_are_worse_than_the_same_by_chance() -> None:
    assert burst_ratio((1, 1, 1, 1), 100) == 1.0
    assert burst_ratio((4,), 100) == pytest.approx(3.84)
    assert burst_ratio((), 100) == 1.0
    assert rating(50, 4, burst_ratio=3.84) < rating(50, 4)


def test_the_buffer_follows_the_jitter() -> None:
    assert mouth_to_ear_ms(40, 2) == 100
    assert mouth_to_ear_ms(40, 50) == 160


@given(st.floats(0, 5000), st.floats(0, 100), st.floats(1, 50))
def test_worse_is_never_better(delay_ms: float, loss: float, ratio: float) -> None:
    r = rating(delay_ms, loss, burst_ratio=ratio)
    assert 0 <= r <= 93.2
    assert r >= rating(delay_ms + 50, loss, burst_ratio=ratio) - 1e-6
    assert r >= rating(delay_ms, min(loss + 5, 100), burst_ratio=ratio) - 1e-6
    assert 1 <= mos(r) <= 4.5
