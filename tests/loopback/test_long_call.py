"""A held call that ends too soon, in each way that the test line can rehearse, with the real softphone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import pytest

from app.model.facts import CallCourse, CallResult, Fact, MediaFlow, MediaTimeline
from app.model.profile import Numbers, Profile
from app.probes import long_call
from app.probes.context import ProbeContext
from app.testline.config import TestLineConfig, Timers
from app.testline.server import TestLine
from tests.loopback.conftest import account

pytestmark = pytest.mark.softphone
PACE = 20.0
HURRIED = TestLineConfig(timers=Timers(0.5 / PACE, 4 / PACE, 5 / PACE), hold_s=200 / PACE)
"""A far end whose every time is a twentieth: 64 times T1 are 1.6 s."""
_Fact = TypeVar("_Fact", bound=Fact)


def of(facts: Sequence[Fact], kind: type[_Fact]) -> list[_Fact]:
    return [fact for fact in facts if isinstance(fact, kind)]


async def held(config: TestLineConfig, numbers: Numbers | None = None, hold_s: float = 60.0) -> list[Fact]:
    """What the probe records of one call of that many seconds."""
    async with TestLine(config) as line:
        profile = Profile(account(line.udp[0]), numbers=numbers or Numbers(hold="hold"))
        context = ProbeContext(profile, hold_s=hold_s, pace=PACE)
        try:
            return [fact async for fact in long_call.measure(context)]
        finally:
            await context.close()


async def test_a_call_that_lasts_is_measured_second_by_second() -> None:
    facts = await held(HURRIED)
    (timeline,), (course,), (result,) = of(facts, MediaTimeline), of(facts, CallCourse), of(facts, CallResult)
    assert (result.outcome, result.ended_by, result.purpose) == ("connected", "us", "hold")
    assert len(timeline.received) == len(timeline.sent) == len(timeline.heard_dbfs) > 20
    assert sum(timeline.received) > 100
    assert max(timeline.heard_dbfs) > -40
    assert (timeline.quiet_from_s, timeline.pace) == (None, PACE)  # 60 s are over before the quiet part begins
    assert [step.method for step in course.steps] == ["INVITE", "ACK", "BYE", "BYE"]
    assert course.planned_s == 60


async def test_the_quiet_part_sends_nothing_and_sound_goes_on() -> None:
    facts = await held(HURRIED, hold_s=150)
    (timeline,) = of(facts, MediaTimeline)
    begin, end = timeline.quiet_from_s, timeline.quiet_to_s
    assert begin is not None
    assert end is not None
    first, last = round(begin / timeline.interval_s) + 2, round(end / timeline.interval_s) - 1
    assert last - first > 10
    assert sum(timeline.sent[first:last]) == 0
    assert sum(timeline.received[first:last]) > 5 * (last - first) / 2
    assert sum(timeline.sent[last + 3 :]) > 0
    counted = [flow for flow in of(facts, MediaFlow) if (flow.direction, flow.counted_by) == ("inbound", "us")]
    assert (counted[0].packets or 0) >= sum(timeline.received) - 10  # of all three streams together
