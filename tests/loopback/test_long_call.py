"""A held call that ends too soon, in each way that the test line can rehearse, with the real softphone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Verdict
from app.model.facts import CallCourse, CallResult, Fact, MediaFlow, MediaTimeline, NotRun
from app.model.profile import Numbers, Profile
from app.probes import long_call
from app.probes.call_support import SIGN_IN_S
from app.probes.context import ProbeContext
from app.testline.config import HoldManners, TestLineConfig, Timers
from app.testline.server import TestLine
from tests.loopback.conftest import account
from tests.unit.diagnosis.observed import observe

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


def judged(facts: Sequence[Fact]) -> Verdict:
    verdict = diagnose(observe(*facts)).verdict("long_call")
    assert verdict is not None
    return verdict


def rehearsing(**manners: object) -> TestLineConfig:
    """A far end whose hold number does that."""
    return replace(HURRIED, hold=HoldManners(**manners))  # type: ignore[arg-type]


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
    assert judged(facts).answer == "yes"


async def test_a_far_end_that_sees_no_ack_gives_up_after_64_times_its_t1() -> None:
    facts = await held(rehearsing(ignore_ack=True))
    verdict = judged(facts)
    assert (verdict.answer, verdict.reason) == ("no", "no_ack_outgoing")
    assert verdict.details["seconds"] == pytest.approx(32, abs=6)
    (course,) = of(facts, CallCourse)
    assert sum(step.method == "INVITE" and step.status == 200 for step in course.steps) > 5
    assert (course.steps[-2].method, course.steps[-2].direction) == ("BYE", "inbound")


async def test_a_session_that_is_refreshed_lasts_and_its_traffic_is_recorded() -> None:
    facts = await held(rehearsing(session_expires_s=90, refresh_after_s=20 / PACE), hold_s=80)
    (course,) = of(facts, CallCourse)
    assert (course.session_expires_s, course.refresher) == (90, "far_end")
    refreshed = [step for step in course.steps if step.method == "UPDATE" and step.status == 200]
    assert len(refreshed) >= 2
    assert {step.direction for step in refreshed} == {"outbound"}
    assert judged(facts).answer == "yes"


@pytest.mark.parametrize(
    ("reason", "answer", "why"),
    [
        ("", "cannot_tell", "far_end_hung_up"),
        ('SIP;cause=804;text="MEDIA_TIMEOUT"', "no", "far_end_missed_our_sound"),
        ("Q.850;cause=41", "no", "ended_early"),
    ],
)
async def test_the_far_ends_word_decides_between_equal_times(reason: str, answer: str, why: str) -> None:
    facts = await held(replace(rehearsing(reason=reason), hold_s=20 / PACE))
    (result,) = of(facts, CallResult)
    assert (result.outcome, result.ended_by) == ("dropped", "far_end")
    assert (judged(facts).answer, judged(facts).reason) == (answer, why)


async def test_sound_that_stops_is_seen_at_its_second() -> None:
    facts = await held(rehearsing(quiet_after_s=30 / PACE))
    assert (judged(facts).reason, judged(facts).answer) == ("sound_stopped", "no")
    assert judged(facts).details["seconds"] == pytest.approx(30, abs=6)


async def test_stop_keeps_what_was_measured() -> None:
    async with TestLine(HURRIED) as line:
        context = ProbeContext(Profile(account(line.udp[0]), numbers=Numbers(hold="hold")), hold_s=150, pace=PACE)
        seen: list[Fact] = []
        steps: list[tuple[str, float | None]] = []
        context.progress = lambda step, fraction, remaining_s: steps.append((step, remaining_s))

        async def measure() -> None:
            seen.extend([fact async for fact in long_call.measure(context)])

        try:
            measuring = asyncio.create_task(measure())
            async with asyncio.timeout(60):
                while not (line.calls and len(steps) > 12):  # noqa: ASYNC110 - the test line has no event for it
                    await asyncio.sleep(0.05)
            measuring.cancel()
            with pytest.raises(asyncio.CancelledError):
                await measuring
            left = context.take_leftovers()
        finally:
            await context.close()
    (timeline,), (course,), (result,) = of(left, MediaTimeline), of(left, CallCourse), of(left, CallResult)
    assert (result.outcome, result.ended_by) == ("stopped", "us")
    assert sum(timeline.received) > 20
    assert course.steps[0].status == 200
    assert judged(left).reason == "stopped"
    assert {step for step, _ in steps} == {"signing_in", "holding"}
    countdown = [remaining for _, remaining in steps if remaining is not None]
    assert countdown == sorted(countdown, reverse=True)
    assert countdown[0] == pytest.approx(150 / PACE + SIGN_IN_S, abs=0.5)


async def test_the_echo_number_serves_without_a_quiet_part_and_nothing_at_all_is_said() -> None:
    facts = await held(HURRIED, Numbers(echo="echo"), hold_s=30)
    (timeline,) = of(facts, MediaTimeline)
    assert (timeline.purpose, timeline.quiet_from_s) == ("hold_echo", None)
    assert judged(facts).answer == "yes"
    assert of(await held(HURRIED, Numbers(speak="speak")), NotRun) == [NotRun("long_call", "no_hold_number")]
