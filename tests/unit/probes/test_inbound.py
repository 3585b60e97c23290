"""The small phones against the real test line: orders, quiet, answers, and a provider that calls as it likes."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from app.commands.rehearsing.one_clock import OneClockLoop
from app.model import profile as profiles
from app.model.endpoint import Endpoint
from app.model.facts import InboundTrial, NotRun, SipMessage
from app.model.profile import Account, Numbers, Profile
from app.model.profile_toml import profile_from_data
from app.model.secret import Secret
from app.practice.scenarios import scenario
from app.practice.world import PracticeWorld
from app.probes import inbound
from app.probes.context import ProbeContext
from app.probes.light.phone import light_phone
from app.testline.config import BUILT_IN_NUMBERS, BUILT_IN_REALM, TestLineConfig
from app.testline.server import TestLine
from tests.virtual_time import virtual_time

PACE = 50.0


def profile_of(line: TestLine, *, own: bool = True) -> Profile:
    server = line.udp[0]
    account = Account(BUILT_IN_REALM, "100", password=Secret("mend-100"), proxy=str(server))
    place = profiles.TestLine(server.host, (server.port,)) if own else profiles.TestLine()
    return Profile(account, numbers=BUILT_IN_NUMBERS, testline=place)


async def measured(profile: Profile, pace: float = PACE) -> list[object]:
    return [fact async for fact in inbound.measure(ProbeContext(profile, pace=pace))]


@virtual_time
async def test_every_quiet_time_has_a_phone_of_its_own() -> None:
    async with TestLine(TestLineConfig(pace=PACE)) as line:
        facts = await measured(profile_of(line))
        assert line.bindings("100") == ()  # all have signed out
    trials = [fact for fact in facts if isinstance(fact, InboundTrial)]
    assert sorted((one.plan, one.quiet_s, one.keep_alive_s or 0.0) for one in trials) == sorted(
        (plan.what, plan.quiet_s, plan.keep_alive_s or 0.0) for plan in inbound.plans()
    )
    assert len({one.local for one in trials}) == len(trials)
    assert all(one.rang_after_s is not None and one.rang_after_s >= one.quiet_s * 0.9 for one in trials)
    taken = [one for one in trials if one.plan == "answer"]
    assert all(one.confirmed and one.answers == 1 for one in taken)
    assert [one.cancelled for one in trials if one.plan == "let_ring"] == [True]
    assert "mend-100" not in repr(facts)


@virtual_time
async def test_a_provider_that_calls_as_it_likes_is_asked_in_turn_by_another_phone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbound, "IN_TURN_S", (5.0, 10.0))
    monkeypatch.setattr(inbound, "IN_TURN_LAST_S", {True: 20.0, False: 5.0})
    async with TestLine(TestLineConfig(pace=PACE, callback_s=0.05)) as line:
        facts = await measured(profile_of(line, own=False), pace=20.0)
    trials = [fact for fact in facts if isinstance(fact, InboundTrial)]
    assert [one.quiet_s for one in trials] == [5.0, 10.0, 20.0]
    assert all(one.rang_after_s is not None and not one.by_testline for one in trials)


@virtual_time
async def test_a_wrong_password_is_no_lost_call() -> None:
    async with TestLine(TestLineConfig(pace=PACE)) as line:
        profile = profile_of(line)
        wrong = replace(profile, account=replace(profile.account, password=Secret("forgotten")))
        facts = await measured(wrong)
    trials = [fact for fact in facts if isinstance(fact, InboundTrial)]
    assert {(one.signed_in, one.asked, one.status) for one in trials} == {(False, False, 401)}


@virtual_time
async def test_without_a_number_that_calls_back_nothing_is_sent() -> None:
    async with TestLine() as line:
        facts = await measured(replace(profile_of(line), numbers=Numbers(echo="echo")))
    assert facts == [NotRun("inbound", "no_callback_number")]


@virtual_time
async def test_a_small_phone_tells_its_messages_without_credentials() -> None:
    told: list[object] = []
    async with TestLine() as line:
        account = profile_of(line).account
        async with light_phone(line.udp[0], account, told.append) as phone:
            answer = await phone.register()
            assert answer is not None
            assert answer.status == 200
            listed = await phone.bindings()
            assert listed is not None
            assert any(phone.user in contact for contact in listed.all("contact"))
    raw = [fact.raw for fact in told if isinstance(fact, SipMessage)]
    assert raw[0].startswith("REGISTER sip:testline.invalid")
    assert any("authorization" in text.lower() for text in raw)
    assert not any('response="' in text and "hidden" not in text for text in raw)


@virtual_time
async def test_a_silent_server_ends_the_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.probes.light.phone.GIVE_UP_S", 0.05)
    async with TestLine() as line:
        profile = profile_of(line)
        nowhere = replace(profile.account, proxy=str(Endpoint(line.udp[0].host, 9)))
        facts = await measured(replace(profile, account=nowhere))
    trials = [fact for fact in facts if isinstance(fact, InboundTrial)]
    assert {one.signed_in for one in trials} == {False}


@virtual_time
async def test_a_server_that_falls_silent_costs_no_more_than_the_goodbye() -> None:
    """What was measured by then is told all the same."""
    async with TestLine(TestLineConfig(pace=PACE)) as line:
        profile = profile_of(line)
        facts = []
        async for fact in inbound.measure(ProbeContext(profile, pace=PACE)):
            facts.append(fact)
            if isinstance(fact, InboundTrial):
                await line.__aexit__()  # from now on nobody answers
    trials = [fact for fact in facts if isinstance(fact, InboundTrial)]
    assert len(trials) == len(inbound.plans())
    assert trials[0].rang_after_s is not None


@virtual_time
async def test_the_first_call_rings_for_the_person_and_no_other() -> None:
    asked: list[tuple[str, str]] = []

    async def ask(question: str, prompt: str) -> str | None:
        asked.append((question, prompt))
        return "answer"

    async with TestLine(TestLineConfig(pace=PACE)) as line:
        context = ProbeContext(profile_of(line), interactive=True, pace=PACE, ask=ask)
        facts = [fact async for fact in inbound.measure(context)]
    assert asked == [("inbound", "bell_rings")]
    taken = [fact for fact in facts if isinstance(fact, InboundTrial) and fact.plan == "answer"]
    assert all(one.confirmed for one in taken)


@virtual_time
async def test_a_person_who_has_left_holds_up_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbound, "BELL_S", 0.05)

    async def never(question: str, prompt: str) -> str | None:
        await asyncio.Event().wait()
        return None

    async with TestLine(TestLineConfig(pace=PACE)) as line:
        facts = [
            fact
            async for fact in inbound.measure(ProbeContext(profile_of(line), interactive=True, pace=PACE, ask=never))
        ]
    first = [fact for fact in facts if isinstance(fact, InboundTrial) and (fact.quiet_s, fact.plan) == (5.0, "answer")]
    assert [one.confirmed for one in first] == [True]


def test_the_far_end_tells_whether_it_called() -> None:
    """Its list is asked for where no call came: here nothing comes in to a phone, and the far end did call."""

    async def measure() -> list[object]:
        chosen = scenario("inbound-never")
        async with PracticeWorld(chosen) as world:
            return await measured(profile_from_data({**world.profile}), chosen.pace)

    with asyncio.Runner(loop_factory=OneClockLoop) as runner:
        facts = runner.run(measure())
    missed = [fact for fact in facts if isinstance(fact, InboundTrial)]
    assert {(one.rang_after_s, one.far_end_called) for one in missed} == {(None, True)}
