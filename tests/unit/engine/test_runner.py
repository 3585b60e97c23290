"""The runner: side by side where nothing is shared, in order where it is, bounded in time, honest about gaps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.engine import plan, runner
from app.engine.runner import Listener, Runner
from app.model.errors import UserError
from app.model.facts import Fact, NotRun, PersonSaid
from app.model.names import Question
from app.model.profile import Account, Numbers, Profile
from app.probes.context import ProbeContext
from tests.unit.engine.rehearsal import Measure, RehearsedCatalogue, RehearsedProbe

PROFILE = Profile(Account("sip.example.invalid", username="100"), numbers=Numbers(echo="9"))


class _News:
    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.finished: list[Question] = []
        self.troubles: list[UserError] = []
        self.bugs: list[BaseException] = []
        self.progress: list[tuple[Question, str, float, float | None, float]] = []

    @property
    def listener(self) -> Listener:
        return Listener(
            self.facts.append,
            lambda *news: self.progress.append(news),
            self.finished.extend,
            self.troubles.append,
            self.bugs.append,
        )

    def reasons(self) -> dict[Question, str]:
        return {fact.question: fact.reason for fact in self.facts if isinstance(fact, NotRun)}


def _says(question: Question) -> Measure:
    async def measure(context: ProbeContext) -> AsyncIterator[Fact]:
        yield PersonSaid(question, "yes")

    return measure


def _fail(error: Exception) -> None:
    raise error


async def _measure(
    news: _News, catalogue: RehearsedCatalogue, *questions: Question, profile: Profile = PROFILE
) -> None:
    await Runner(catalogue, ProbeContext(profile), news.listener).measure(questions)


@pytest.fixture
def news() -> _News:
    return _News()


@pytest.fixture(autouse=True)
def no_softphone(monkeypatch: pytest.MonkeyPatch) -> None:
    """These probes have the names of those that use it, and do not."""

    async def warm_up(modules: object, context: object) -> None: ...

    monkeypatch.setattr(runner, "warm_up", warm_up)


async def test_waits_that_share_nothing_overlap(news: _News) -> None:
    met = asyncio.Barrier(2)

    async def meets(context: ProbeContext) -> AsyncIterator[Fact]:
        async with asyncio.timeout(30):
            await met.wait()  # neither gets on before both are here
        yield PersonSaid("dns", "yes")

    await _measure(news, RehearsedCatalogue(dns=meets, internet=meets), "dns", "internet")
    assert len(news.facts) == 2
    assert sorted(news.finished) == ["dns", "internet"]


async def test_probes_of_the_softphone_run_one_after_the_other(news: _News) -> None:
    inside: list[str] = []

    def alone(name: str) -> Measure:
        async def measure(context: ProbeContext) -> AsyncIterator[Fact]:
            inside.append(name)
            await asyncio.sleep(0)
            yield PersonSaid("hear", name)
            assert inside[-1] == name
            await asyncio.sleep(0)

        return measure

    catalogue = RehearsedCatalogue(registration=alone("registration"), speak=alone("speak"), keypad=alone("keypad"))
    await _measure(news, catalogue, "registration", "speak", "keypad")
    assert inside == ["registration", "speak", "keypad"]
    assert news.bugs == []


async def test_probe_without_an_end_is_given_up(news: _News) -> None:
    async def endless(context: ProbeContext) -> AsyncIterator[Fact]:
        yield PersonSaid("dns", "maybe")
        await asyncio.Event().wait()

    probe = RehearsedProbe("dns", endless)
    probe.LIMIT_S = 0.01
    await _measure(news, RehearsedCatalogue(dns=probe, nat=_says("nat")), "dns", "nat")
    assert news.reasons() == {"dns": "too_long"}
    assert PersonSaid("dns", "maybe") in news.facts


async def test_what_the_person_can_mend_is_passed_on(news: _News) -> None:
    async def refuses(context: ProbeContext) -> AsyncIterator[Fact]:
        _fail(UserError("port_taken", address="x", problem="y"))
        yield PersonSaid("dns", "yes")

    await _measure(news, RehearsedCatalogue(dns=refuses), "dns")
    assert [trouble.text_id for trouble in news.troubles] == ["port_taken"]
    assert news.reasons() == {"dns": "probe_failed"}


async def test_timeout_inside_a_probe_is_a_bug_and_not_the_limit(news: _News) -> None:
    async def leaks(context: ProbeContext) -> AsyncIterator[Fact]:
        _fail(TimeoutError())
        yield PersonSaid("dns", "yes")

    await _measure(news, RehearsedCatalogue(dns=leaks), "dns")
    assert [type(bug) for bug in news.bugs] == [TimeoutError]


async def test_question_without_a_probe_is_answered_with_the_reason(news: _News) -> None:
    await _measure(news, RehearsedCatalogue(), "presence")
    assert news.reasons() == {"presence": "no_probe"}
    assert news.finished == ["presence"]


@pytest.mark.parametrize(
    ("module", "needs", "profile", "reason"),
    [
        ("registration", frozenset({"account"}), Profile(Account("x")), "no_account"),
        ("keypad", frozenset({"keypad"}), PROFILE, "no_keypad_number"),
        ("listen", frozenset({"echo"}), PROFILE, None),
        ("other", frozenset({"hold"}), PROFILE, "no_number"),
        ("other", frozenset({"testline"}), PROFILE, "no_testline"),
        ("other", frozenset({"stun"}), PROFILE, "no_stun_server"),
        ("sip_alg", frozenset(), Profile(Account("x")), None),
    ],
)
def test_missing_parts_of_a_profile(module: str, needs: frozenset[str], profile: Profile, reason: str | None) -> None:
    assert plan.missing_need(module, needs, profile) == reason


async def test_missing_part_is_recorded_and_the_probe_left_alone(news: _News) -> None:
    async def never(context: ProbeContext) -> AsyncIterator[Fact]:
        _fail(AssertionError("it was told what is missing"))
        yield PersonSaid("keypad", "yes")

    probe = RehearsedProbe("keypad", never, frozenset({"keypad"}))
    await _measure(news, RehearsedCatalogue(keypad=probe), "keypad")
    assert news.reasons() == {"keypad": "no_keypad_number"}
    assert news.bugs == []


async def test_progress_stays_within_bounds_and_names_its_question(news: _News) -> None:
    async def boasts(context: ProbeContext) -> AsyncIterator[Fact]:
        context.progress("looking_up", -1.0, None)
        context.progress("looking_up", 7.0, 0.5)
        yield PersonSaid("dns", "yes")

    await _measure(news, RehearsedCatalogue(dns=boasts), "dns")
    assert [told[:4] for told in news.progress] == [("dns", "looking_up", 0.0, None), ("dns", "looking_up", 1.0, 0.5)]
    assert news.progress[-1][4] == pytest.approx(0.5, abs=0.4)


async def test_time_left_is_that_of_the_longest_lane(news: _News) -> None:
    both = asyncio.Barrier(2)

    async def quick(context: ProbeContext) -> AsyncIterator[Fact]:
        await both.wait()
        context.progress("looking_up", 0.5, 2.0)
        yield PersonSaid("dns", "yes")

    async def slow(context: ProbeContext) -> AsyncIterator[Fact]:
        context.progress("looking_up", 0.1, 185.0)
        await both.wait()
        yield PersonSaid("nat", "yes")

    await _measure(news, RehearsedCatalogue(dns=quick, nat=slow), "dns", "nat")
    assert [(told[0], round(told[4], -1)) for told in news.progress] == [("nat", 180.0), ("dns", 180.0)]


async def test_stopped_before_anything_began(news: _News) -> None:
    task = asyncio.create_task(_measure(news, RehearsedCatalogue(dns=_says("dns")), "dns"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert news.reasons() == {"dns": "stopped"}


def test_plans_by_name() -> None:
    assert plan.questions_of("quick") == plan.QUICK
    assert set(plan.QUICK) < set(plan.questions_of("full"))
    assert plan.questions_of("sip_alg, dns,sip_alg") == ("sip_alg", "dns")
    assert plan.questions_of("quick,long_call") == (*plan.QUICK, "long_call")
