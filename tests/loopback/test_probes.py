"""The probes of a quick check on the real softphone and the test line: what they yield, say, and leave behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from app.model.facts import CallResult, Fact, FarEndHeard, KeypadDigits, MediaFlow, NotRun, Registration, SoundLoop
from app.model.facts import SipMessage as MessageFact
from app.model.names import Question
from app.model.profile import Account, Numbers, Profile
from app.probes.catalogue import probe_for
from app.probes.context import ProbeContext
from app.testline.server import TestLine
from tests.loopback.conftest import account
from tests.loopback.peers import always, peer

pytestmark = pytest.mark.softphone
_Fact = TypeVar("_Fact", bound=Fact)
ALL = Numbers(echo="echo", keypad="keypad", speak="speak", listen="listen")


@dataclass
class Run:
    """One run's context, and what its probes said."""

    context: ProbeContext
    steps: list[tuple[str, float, float | None]] = field(default_factory=list)
    levels: int = 0

    async def measure(self, question: Question) -> list[Fact]:
        probe = probe_for(question)
        assert probe is not None
        return [fact async for fact in probe.measure(self.context)]


def run_with(profile_account: Account, numbers: Numbers) -> Run:
    run = Run(ProbeContext(Profile(profile_account, numbers=numbers)))

    def progress(step: str, fraction: float, remaining_s: float | None) -> None:
        run.steps.append((step, fraction, remaining_s))

    def level(direction: str, dbfs: float, packets: int | None) -> None:
        run.levels += 1

    run.context.progress, run.context.level = progress, level
    return run


@pytest.fixture
async def run(line: TestLine) -> AsyncIterator[Run]:
    made = run_with(account(line.udp[0]), ALL)
    yield made
    await made.context.close()


def of(facts: list[Fact], kind: type[_Fact]) -> list[_Fact]:
    return [fact for fact in facts if isinstance(fact, kind)]


async def test_one_sign_in_one_echo_call_and_one_keypad_call_answer_four_questions(run: Run) -> None:
    registration = await run.measure("registration")
    assert [fact.outcome for fact in of(registration, Registration)] == ["registered"]
    hear, speak, keypad = [await run.measure(question) for question in ("hear", "speak", "keypad")]
    assert not of(hear + speak + keypad, Registration)
    assert [result.purpose for result in of(hear, CallResult)] == ["echo"]
    assert of(hear, SoundLoop)[0].windows_heard > 0
    assert speak == []
    assert all(digits.heard == digits.sent for digits in of(keypad, KeypadDigits))
    assert of(keypad, KeypadDigits)[-1].method == "rfc4733"
    assert run.levels > 20


async def test_progress_is_steady_and_never_complete_before_the_end(run: Run) -> None:
    await run.measure("keypad")
    assert len(run.steps) > 6  # of a call of two seconds and a half
    assert all(fraction < 1 for _, fraction, _ in run.steps[:-1])
    assert run.steps[-1] == ("done", 1.0, 0.0)
    assert {step for step, _, _ in run.steps[:-1]} == {"signing_in", "pressing_keys"}


async def test_facts_come_while_the_call_lasts(run: Run) -> None:
    probe = probe_for("hear")
    assert probe is not None
    async with aclosing(probe.measure(run.context)) as facts:  # type: ignore[type-var]
        async for fact in facts:
            if isinstance(fact, MessageFact) and fact.raw.startswith("INVITE"):
                break
        assert not any(isinstance(seen, CallResult) for seen in (await run.context.phone()).reports)


async def test_a_stopped_probe_hangs_up_and_the_next_works(run: Run, line: TestLine) -> None:
    await run.measure("registration")
    measuring = asyncio.create_task(run.measure("hear"))
    async with asyncio.timeout(60):
        while not run.levels:  # noqa: ASYNC110 - told ten times a second
            await asyncio.sleep(0.01)
    measuring.cancel()
    with pytest.raises(asyncio.CancelledError):
        await measuring
    (result,) = of(run.context.take_leftovers(), CallResult)
    assert (result.outcome, result.ended_by) == ("stopped", "us")
    async with asyncio.timeout(5):
        while line.calls:  # noqa: ASYNC110 - the test line has no event for it
            await asyncio.sleep(0.01)
    digits = of(await run.measure("keypad"), KeypadDigits)
    assert digits[0].heard == digits[0].sent


async def test_without_an_echo_number_each_direction_has_its_own_call(line: TestLine) -> None:
    run = run_with(account(line.udp[0]), Numbers(speak="speak", listen="listen"))
    try:
        hear, speak = await run.measure("hear"), await run.measure("speak")
    finally:
        await run.context.close()
    assert [result.purpose for result in of(hear, CallResult)] == ["speak"]
    assert [result.purpose for result in of(speak, CallResult)] == ["listen"]
    assert of(speak, FarEndHeard)[0].tone_hz == pytest.approx(1250, abs=10)
    assert len(of(hear, Registration)) == 1
    assert not of(speak, Registration)


async def test_speak_alone_makes_its_own_call_and_never_uses_an_old_one(run: Run) -> None:
    await run.measure("hear")
    await run.measure("speak")
    again = await run.measure("speak")
    assert [result.purpose for result in of(again, CallResult)] == ["listen"]
    assert any(flow.counted_by == "far_end_bye" for flow in of(again, MediaFlow))


async def test_without_a_sign_in_no_call_is_tried(line: TestLine) -> None:
    run = run_with(account(line.udp[0], password="wrong"), ALL)
    try:
        for question in ("hear", "speak", "keypad"):
            facts = await run.measure(question)
            assert of(facts, NotRun) == [NotRun(question, "not_signed_in")]
            assert not of(facts, CallResult)
    finally:
        await run.context.close()
    assert not line.records


async def test_missing_numbers_are_said(line: TestLine) -> None:
    run = run_with(account(line.udp[0]), Numbers())
    try:
        reasons = [fact for question in ("hear", "speak", "keypad") for fact in await run.measure(question)]
    finally:
        await run.context.close()
    assert reasons == [
        NotRun("hear", "no_echo_number"),
        NotRun("speak", "no_listen_number"),
        NotRun("keypad", "no_keypad_number"),
    ]


async def test_tls_where_nobody_listens_is_a_fact_and_no_crash(line: TestLine) -> None:
    run = run_with(account(line.udp[0], transport="tls"), ALL)
    try:
        (registration,) = of(await run.measure("registration"), Registration)
    finally:
        await run.context.close()
    assert (registration.transport, registration.outcome) == ("tls", "transport_error")


async def test_a_wrong_password_is_a_fact_with_its_status(line: TestLine) -> None:
    run = run_with(account(line.udp[0], password="wrong"), ALL)
    try:
        (registration,) = of(await run.measure("registration"), Registration)
    finally:
        await run.context.close()
    assert (registration.outcome, registration.status in {401, 403}) == ("refused", True)
    assert registration.challenges >= 1


async def test_a_registration_is_measured_anew_when_asked_again() -> None:
    async with peer(always(503, "Service Unavailable")) as far:
        run = run_with(account(far.at), ALL)
        try:
            outcomes = [fact for _ in range(2) for fact in of(await run.measure("registration"), Registration)]
        finally:
            await run.context.close()
    assert [outcome.status for outcome in outcomes] == [503, 503]
