from __future__ import annotations

import asyncio
from functools import partial

import pytest

from app.practice.behaviour import LineRules
from app.practice.line import Line


async def carried(rules: LineRules, count: int) -> list[int]:
    """The numbers of the packets in the order of their arrival, once nothing is under way any more."""
    line, last = Line(rules), asyncio.Event()
    arrived: list[int] = []
    for number in range(1, count + 1):
        line.carry("outbound", partial(arrived.append, number))
    loop = asyncio.get_running_loop()
    loop.call_later(line.delay_s + 0.05, last.set)
    await last.wait()
    line.close()
    return arrived


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (LineRules(), [1, 2, 3, 4, 5, 6]),
        (LineRules(lose_every=3), [1, 2, 4, 5]),
        (LineRules(double_every=3), [1, 2, 3, 3, 4, 5, 6, 6]),
        (LineRules(swap_every=5), [1, 2, 3, 4, 6, 5]),
    ],
)
async def test_what_arrives_is_counted_not_chance(rules: LineRules, expected: list[int]) -> None:
    assert await carried(rules, 6) == expected


async def test_a_delayed_packet_is_not_there_at_once_and_comes() -> None:
    line, came = Line(LineRules(delay_ms=5)), asyncio.Event()
    line.carry("inbound", came.set)
    assert not came.is_set()
    await came.wait()


async def test_nothing_arrives_after_the_end() -> None:
    line, came = Line(LineRules(delay_ms=5)), asyncio.Event()
    line.carry("inbound", came.set)
    line.close()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(came.wait(), 0.05)
