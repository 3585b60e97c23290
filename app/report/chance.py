"""Whether a difference between two runs is more than chance.

Standard tests without a library: numpy has none, and scipy is heavy.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

Chance = Literal["more_than_chance", "may_be_chance", "too_few"]
LEVEL: Final = 0.01
"""So improbable must a difference be without a cause; stricter than usual, because a report compares many things."""
FEWEST: Final = 5
"""Values a side below which a rank test cannot reach :data:`LEVEL` at all, or hardly."""


def of_shares(good_before: int, all_before: int, good_after: int, all_after: int) -> Chance:
    """Fisher's exact test, two-sided. The trials must be independent: seconds of sound, not packets of one burst."""
    row, column, whole = all_before, good_before + good_after, all_before + all_after
    if 2 * math.exp(-_log_ways(whole, row)) > LEVEL:  # not even all against none would say anything
        return "too_few"
    low, high = max(0, column - (whole - row)), min(row, column)
    ways = ((k, column - k) for k in range(low, high + 1))
    total = _log_ways(whole, column)
    logs = [_log_ways(row, k) + _log_ways(whole - row, rest) - total for k, rest in ways]
    seen = logs[good_before - low]
    probability = sum(math.exp(one) for one in logs if one <= seen + 1e-9)
    return _judged(probability)


def of_values(before: Sequence[float], after: Sequence[float]) -> Chance:
    """The rank test of Mann and Whitney with its normal approximation and the correction for ties."""
    if min(len(before), len(after)) < FEWEST:
        return "too_few"
    ranks = _ranks([*before, *after])
    n, m = len(before), len(after)
    u = sum(ranks[:n]) - n * (n + 1) / 2
    ties = sum(count**3 - count for count in Counter([*before, *after]).values())
    spread = math.sqrt(n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1))))
    if not spread:
        return "may_be_chance"
    z = (abs(u - n * m / 2) - 0.5) / spread
    return _judged(math.erfc(max(0.0, z) / math.sqrt(2)))


def _judged(probability: float) -> Chance:
    return "more_than_chance" if probability < LEVEL else "may_be_chance"


def _log_ways(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            ranks[place] = (start + 1 + end) / 2
        start = end
    return ranks
